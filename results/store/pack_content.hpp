#pragma once

#include <cstddef>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "results/store/pack.hpp"
#include "results/store/pack_columns.hpp"
#include "results/store/pack_environment.hpp"
#include "results/store/packed_run.hpp"

namespace steelyard::results {

/// A pack, read in this process: for a child process that may crash, hang or run out of memory, as
/// the HDF5 library does on some files. All members throw DataError that names file and place, and
/// std::bad_alloc.
class PackContent {
 public:
  /// Opens the file and reads what runs share. Refuses a file that is no pack, a newer one, and one
  /// whose lists do not fit together.
  explicit PackContent(const std::filesystem::path& file);

  std::size_t runs() const { return runs_.size(); }
  /// All runs in short; refuses two of one id.
  std::vector<PackedRunHead> list() const;
  /// Digest that stands in the file, over all runs.
  const std::string& head() const { return head_; }
  /// Hands over the runs from `first` on, `count` of them, one after the other.
  void read(std::size_t first, std::size_t count, PackParts parts,
            const std::function<void(const PackedRun&)>& take);

 private:
  using Runs = StoredRows<pack_schema::RunRow, decltype(pack_schema::run_fields)>;
  using Continuations =
      StoredRows<pack_schema::ContinuationRow, decltype(pack_schema::continuation_fields)>;
  using Facts = StoredRows<schema::SummaryRow, decltype(pack_schema::fact_fields)>;
  using Cases = StoredRows<pack_schema::CaseRow, decltype(pack_schema::case_fields)>;

  /// The first row of each run in the groups that have several for each, and the end.
  struct Places {
    std::vector<std::uint64_t> continuations{0};
    std::vector<std::uint64_t> cases{0};
    std::vector<std::uint64_t> rank_medians{0};
    std::vector<std::uint64_t> quantiles{0};
  };

  explicit PackContent(hdf5::File file);
  Places find_places() const;
  std::vector<std::uint64_t> places_in(const hdf5::Dataset& rows, const std::string& counts,
                                       const std::vector<std::uint64_t>& cases) const;
  void take_continuations(std::size_t run, std::size_t first, RunInfo& info) const;
  void take_case(std::size_t i, std::span<const double>& medians, PackedRun& run) const;
  void take_cases(std::size_t run, std::size_t first, PackedRun& packed) const;
  void take_quantiles(std::size_t run, PackedRun& packed) const;

  hdf5::File file_;
  hdf5::Group root_;
  std::string head_;
  Texts texts_;
  StoredEnvironments environments_;
  Continuations continuations_;
  Cases cases_;
  hdf5::Dataset rank_medians_;
  hdf5::Dataset quantiles_;
  std::vector<pack_schema::RunRow> runs_;
  std::vector<schema::SummaryRow> facts_;
  std::vector<std::uint64_t> memory_of_facts_;
  Places places_;
};

/// Whether a file says that it is a pack, in this process; false for what cannot be opened.
bool says_pack(const std::filesystem::path& file);

}  // namespace steelyard::results
