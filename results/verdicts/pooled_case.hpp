#pragma once

#include <optional>
#include <string>
#include <vector>

#include "harness/core/statistics/run_multipliers.hpp"
#include "results/verdicts/pooling.hpp"
#include "results/verdicts/ranking.hpp"

/// One case on one row of the ranking: what its runs say of it together. docs/metrics.md, "Several
/// runs of one chip".
namespace steelyard::results {

/// The runs' own records and times; they outlive this.
struct PooledCase {
  /// Of the first run with a figure, else of the first that has the case; null: no run has it.
  const CaseRecord* record = nullptr;
  std::vector<const CaseTimes*> times;  ///< one for each run of the row; null: no figure of it
};

/// A record of a case in one run of a row, with its times.
struct CaseOfRun {
  std::string run;  ///< name of its file
  const CaseRecord* record = nullptr;
  const CaseTimes* times = nullptr;  ///< null: the case has no samples
};

/// The case of several runs as one; `cases` has an entry for each run of the row, nothing where the
/// run does not have the case, and at least one. Fills everything of `cell` that needs neither
/// baseline nor resamples: intervals are points still. `standing` is counted if a ratio would.
PooledCase pool_case(RankedCell& cell, const std::vector<std::optional<CaseOfRun>>& cases);

/// Gives the figures of `cell` their intervals, and returns the resamples of the time that they
/// were made of. `multipliers` are those of the row, null where it has one run. A case that one run
/// alone has is resampled within that run. Empty where only a summary was read of that.
LogResamples resample_case(RankedCell& cell, const PooledCase& pooled, const PooledRuns& row,
                           const RunMultipliers* multipliers, const BootstrapOptions& options);

}  // namespace steelyard::results
