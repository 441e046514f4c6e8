#pragma once

#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "harness/core/record.hpp"
#include "harness/run/spokesman.hpp"
#include "harness/run/watchdog.hpp"

namespace steelyard::run {

/// The record of a run as far as it is complete. The measuring thread writes it between visits; the
/// thread that ends a hung run reads it at any time, and finds whole cases.
class Ledger {
 public:
  /// The measuring thread only, and without a lock: nobody else writes.
  const RunRecord& record() const { return record_; }

  void open(RunInfo info);
  void add(const CaseRecord& record);
  /// All that is known of a case, but for its visits.
  void put(std::size_t index, const CaseRecord& record);
  /// A visit that the collectors have not heard of yet.
  void add_visit(std::size_t index, Visit visit);
  /// The visits that were added since the last call, in order, to hand them to the collectors.
  std::vector<VisitOf> take_unheard();
  /// How many there are. The measuring thread only.
  std::size_t unheard() const { return unheard_.size(); }
  void add_telemetry(const std::vector<TelemetrySample>& samples);
  void complete(double wall_seconds);
  /// Gives the record away; the last call.
  RunRecord take() { return std::move(record_); }

  /// What is to be said of a run that ends by this verdict. Any thread.
  struct LastPage {
    RunInfo info;                    ///< interrupted
    std::optional<CaseRecord> hung;  ///< the case that did not end, as timeout
    /// Visits of which the collectors have not heard; each of a case without visits.
    std::vector<std::pair<CaseRecord, Visit>> unheard;
  };
  /// Nothing if the run is complete already. A case during which a rank died or a signal came did
  /// nothing wrong: it stays to be measured.
  std::optional<LastPage> last_page(const Watchdog::Verdict& verdict, double wall_seconds) const;

 private:
  mutable std::mutex mutex_;
  RunRecord record_;
  std::vector<std::pair<std::size_t, std::size_t>> unheard_;  ///< case, visit
};

/// Hands a last page to the collectors; see Spokesman::last_words().
bool tell(const Ledger::LastPage& page, Spokesman& spokesman, double patience_seconds);

}  // namespace steelyard::run
