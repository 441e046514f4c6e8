#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "harness/core/record.hpp"
#include "results/chips/catalogue.hpp"

namespace steelyard::results {

/// What the reference chip does with one case: a published measurement or a bound from its
/// datasheet. Never a measurement of ours, so nothing is decided by it.
struct ReferenceFigure {
  double value = 0;                   ///< in the unit of the case's figure: FLOP/s or bytes/s
  Origin origin = Origin::datasheet;  ///< published or datasheet
  Confidence confidence = Confidence::low;
  std::string source;
  std::string note;
  int devices = 1;           ///< it holds for
  bool other_scale = false;  ///< a collective over another number of devices than the case
};

/// A published measurement, to be matched by workload and parameters alone.
struct PublishedRow {
  std::string workload;
  std::vector<std::pair<std::string, std::string>> parameters;  ///< each must be the case's
  double minimum_bytes = 0;  ///< collectives: for messages of at least this
  double value = 0;          ///< FLOP/s per device, or busbw in bytes/s
  int devices = 1;
  std::string source;
  Confidence confidence = Confidence::low;
  std::string note;
};

/// The shipped baseline: not a run, but a table of published rows and, where nothing was published,
/// bounds derived from the catalogue when it is asked:
///  - operations: the roofline, flops / max(flops / dense peak, bytes moved / memory bandwidth)
///  - collectives: one-way link bandwidth, as busbw, among the devices of one server
///  - bytes: memory bandwidth
/// A dtype without a known peak has no bound.
class ReferenceBaseline {
 public:
  /// Reads results/baselines/NAME.yaml. Throws DataError (malformed) or UsageError (its chip is not
  /// in the catalogue).
  static ReferenceBaseline load(const std::filesystem::path& file, const Catalogue& catalogue);
  ReferenceBaseline(std::string title, Chip chip, int devices, std::vector<PublishedRow> rows);

  const std::string& title() const { return title_; }
  const Chip& chip() const { return chip_; }
  /// Devices of one server, the scale of bounds for collectives.
  int devices() const { return devices_; }
  const std::vector<PublishedRow>& published() const { return rows_; }

  /// The figure to weigh this case against, or one sentence why there is none. Of several published
  /// rows that match, the fastest counts: nobody's rival is made to look slower than reported.
  std::variant<ReferenceFigure, std::string> match(const CaseRecord& record) const;

 private:
  using Match = std::variant<ReferenceFigure, std::string>;

  Match bound(const CaseRecord& record) const;
  Match link_bound(const CaseRecord& record) const;
  Match memory_bound() const;
  Match roofline(const CaseRecord& record) const;

  std::string title_;
  Chip chip_;
  int devices_ = 1;
  std::vector<PublishedRow> rows_;
};

}  // namespace steelyard::results
