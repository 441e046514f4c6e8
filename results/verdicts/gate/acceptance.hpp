#pragma once

#include <span>
#include <string>
#include <vector>

#include "results/verdicts/summarised_run.hpp"

namespace steelyard::results {

/// Why runs should not become a baseline.
struct AcceptanceDoubt {
  std::string word;  ///< by which a person lets it pass; empty: nothing lets it pass
  std::string sentence;
};

/// The least number of runs that a baseline is made of: what an unchanged machine's runs differ by
/// is guessed from fewer.
inline constexpr std::size_t least_baseline_runs = 3;

/// Looks for what would make later nights pass without being looked at, or fail without cause:
///
/// | word | what |
/// |---|---|
/// | few | fewer runs than `least_baseline_runs` |
/// | failed | a case without a sound figure, other than one that was skipped |
/// | unfinished | a run that did not come to its end |
/// | origin | a run that was not measured by this program on a device |
/// | | one run given twice |
std::vector<AcceptanceDoubt> acceptance_doubts(std::span<const SummarisedRun> runs);

}  // namespace steelyard::results
