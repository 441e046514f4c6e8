#pragma once

#include <cstddef>

namespace steelyard::run {

/// Shares what is left of the run's time among the visits that are left. Pure.
struct BudgetState {
  double budget_seconds = 0;    ///< of the whole run; 0: no limit
  double elapsed_seconds = 0;   ///< since the run began
  std::size_t visits_left = 1;  ///< this one included
  double overhead_seconds = 0;  ///< mean time of a visit outside sampling, so far
};

/// Sampling time that the next visit may take: `wanted_seconds`, or less where the budget is short.
/// Negative: the budget does not allow another visit, not even its overhead.
double sampling_allowance(const BudgetState& state, double wanted_seconds);

}  // namespace steelyard::run
