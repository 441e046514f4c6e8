#pragma once

#include <optional>
#include <string>
#include <vector>

#include "harness/core/case_summary.hpp"
#include "harness/core/record.hpp"

namespace steelyard::results {

struct NamedRun {
  std::string name;  ///< of the file, for people
  RunRecord run;
};

/// What a ranking needs of one run, whether its file was read whole or only its summary was.
///
/// `run` has neither visits nor telemetry, nor the texts of the suite and of topologies: a thousand
/// of these fit into memory. Whatever is weighed that comes from visits and telemetry is a member
/// of CaseSummary, so that both ways of reading give the same ranking.
struct SummarisedRun {
  std::string name;  ///< of the file, for people
  RunRecord run;
  /// Of each case of `run`; nothing where it has no samples. `quoted` is empty where only the
  /// summary was read: an interval within the run cannot be made then.
  std::vector<std::optional<CaseTimes>> times;
};

/// Keeps the quoted times of each case; drops the rest of what grows by the iteration.
SummarisedRun summarise(NamedRun run);

/// Whether a case has figures: it passed or was cut short, was not found wrong, and its samples
/// give times.
bool has_figures(const CaseRecord& record, const std::optional<CaseTimes>& times);

/// Whether intervals within this run can be made: each case with times has them at hand.
bool has_quoted_times(const SummarisedRun& run);

}  // namespace steelyard::results
