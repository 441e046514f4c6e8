#include "harness/run/budget.hpp"

#include <algorithm>

namespace steelyard::run {

double sampling_allowance(const BudgetState& state, double wanted_seconds) {
  if (state.budget_seconds <= 0) return wanted_seconds;
  const double left = state.budget_seconds - state.elapsed_seconds;
  if (left < state.overhead_seconds || left <= 0) return -1;
  const double share = left / static_cast<double>(state.visits_left) - state.overhead_seconds;
  return std::clamp(share, 0.0, wanted_seconds);
}

}  // namespace steelyard::run
