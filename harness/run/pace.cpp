#include "harness/run/pace.hpp"

#include <algorithm>

#include "harness/core/statistics/between_rounds.hpp"

namespace steelyard::run {
namespace {

constexpr double shortest_slice_seconds = 0.02;
constexpr double slice_per_overhead = 4;
/// Long iterations: the first after another case is the warm-up, and must not be most of a visit.
constexpr double iterations_in_slice = 3;
constexpr double share_when_precise = 0.25;

}  // namespace

std::size_t planned_visits_left(const PaceOptions& options, const CasePace& one) {
  return one.open && one.rounds_done < options.rounds
             ? static_cast<std::size_t>(options.rounds - one.rounds_done)
             : 0;
}

bool is_precise(const PaceOptions& options, const CasePace& one) {
  return precision_between_rounds(one.medians) <= one.margin * options.precision;
}

bool wants_visit(const PaceOptions& options, const CasePace& one) {
  if (!one.open) return false;
  if (one.rounds_done < options.rounds) return true;
  return options.budget_seconds > 0 && !is_precise(options, one);
}

double visit_seconds(const PaceOptions& options, std::span<const CasePace> cases, std::size_t index,
                     double elapsed_seconds) {
  if (options.budget_seconds <= 0) return options.maximum_seconds;
  const CasePace& one = cases[index];
  const double left = options.budget_seconds - elapsed_seconds;
  if (left <= 0 || left < one.overhead_seconds) return -1;
  double visits = 0;
  double overhead = 0;
  for (const CasePace& each : cases) {
    const auto planned = static_cast<double>(planned_visits_left(options, each));
    visits += planned;
    overhead += planned * each.overhead_seconds;
  }
  double slice = std::max({shortest_slice_seconds, slice_per_overhead * one.overhead_seconds,
                           iterations_in_slice * one.typical_seconds});
  slice = std::min(slice, left - one.overhead_seconds);
  if (visits > 0) slice = std::min(slice, (left - overhead) / visits);
  if (is_precise(options, one)) slice *= share_when_precise;
  return std::clamp(slice, 0.0, options.maximum_seconds);
}

double search_seconds(double budget_seconds, std::size_t cases) {
  constexpr double shortest = 0.02;
  constexpr double longest = 1;
  if (budget_seconds <= 0) return longest;
  return std::clamp(budget_seconds / 10 / static_cast<double>(std::max<std::size_t>(1, cases)),
                    shortest, longest);
}

}  // namespace steelyard::run
