#include "results/verdicts/claims/more_runs.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace steelyard::results {
namespace {

double distance_to(double ratio, double bound) {
  if (bound <= 0 || !std::isfinite(bound)) return std::numeric_limits<double>::infinity();
  return std::abs(std::log(ratio / bound));
}

}  // namespace

MoreRuns more_runs(const Interval& ratio, const ClaimBounds& bounds, int runs_now) {
  MoreRuns more;
  more.half_width = std::log(ratio.high / ratio.low) / 2;
  more.distance =
      std::min(distance_to(ratio.point, bounds.low), distance_to(ratio.point, bounds.high));
  const double scale = more.half_width / more.distance;
  const double runs = std::max(std::ceil(runs_now * scale * scale), runs_now + 1.0);
  // Also false where the ratio sits on the bound and nothing would decide.
  if (runs <= most_runs_to_ask_for) more.runs = static_cast<int>(runs);
  return more;
}

}  // namespace steelyard::results
