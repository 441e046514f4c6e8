#pragma once

#include <optional>

#include "harness/core/statistics/interval.hpp"
#include "results/verdicts/claims/claim_bounds.hpp"

namespace steelyard::results {

/// How many runs would narrow an undecided interval enough.
struct MoreRuns {
  double half_width = 0;  ///< of the interval now: ln(high / low) / 2
  double distance = 0;    ///< from the ratio to the nearest bound: |ln(ratio / bound)|
  /// Runs of each chip, nothing where it would take more than most_runs_to_ask_for.
  std::optional<int> runs;
};

inline constexpr int most_runs_to_ask_for = 1'000;

/// If the ratio stays where it is and the half-width narrows as one over the square root of the
/// number of runs: runs_now x (half_width / distance)^2, rounded up, and at least one more. Needs a
/// ratio above 0 with an interval, and runs_now of at least 1.
MoreRuns more_runs(const Interval& ratio, const ClaimBounds& bounds, int runs_now);

}  // namespace steelyard::results
