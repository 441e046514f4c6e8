#include "harness/core/statistics/change_points.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "harness/core/statistics/energy_split.hpp"

namespace steelyard {
namespace {

/// A cheap look before the dear one: the permutations are spared where the shift at the split is
/// far from holding. Memory is left out of it: other changes within the parts look like memory, and
/// are yet to be split off.
bool hopeless(std::span<const double> part, std::size_t at, const ChangePointOptions& options) {
  const LevelShift shift = level_shift(part, at);
  const double error = shift.spread * std::sqrt(1 / static_cast<double>(at) +
                                                1 / static_cast<double>(part.size() - at));
  return std::abs(shift.change) < options.deviate / 2 * error;
}

/// Splits [begin, end) and then its parts.
void propose(std::span<const double> series, std::size_t begin, std::size_t end,
             const ChangePointOptions& options, std::vector<ChangePoint>& found) {
  const auto part = series.subspan(begin, end - begin);
  const EnergySplit split = best_energy_split(part, options.fewest);
  if (split.at == 0 || hopeless(part, split.at, options)) return;
  const double p_value = energy_split_p_value(part, split, options.fewest, options.p_value,
                                              options.permutations, options.seed + begin);
  if (p_value > options.p_value) return;
  const std::size_t at = begin + split.at;
  propose(series, begin, at, options, found);
  found.push_back({at, p_value, {}});
  propose(series, at, end, options, found);
}

/// Each shift anew between the segments that the others leave.
void measure(std::span<const double> series, std::vector<ChangePoint>& points) {
  for (std::size_t i = 0; i < points.size(); ++i) {
    const std::size_t begin = i == 0 ? 0 : points[i - 1].at;
    const std::size_t end = i + 1 == points.size() ? series.size() : points[i + 1].at;
    points[i].shift = level_shift(series.subspan(begin, end - begin), points[i].at - begin);
  }
}

void drop_weak(std::span<const double> series, const ChangePointOptions& options,
               std::vector<ChangePoint>& points) {
  measure(series, points);
  while (!points.empty()) {
    auto weakest = points.end();
    double least = std::numeric_limits<double>::infinity();
    for (auto each = points.begin(); each != points.end(); ++each) {
      const double strength = std::abs(each->shift.deviate);
      if (holds(each->shift, options) || strength >= least) continue;
      least = strength;
      weakest = each;
    }
    if (weakest == points.end()) return;
    points.erase(weakest);
    measure(series, points);
  }
}

/// Two windows propose the same change at places that differ a little.
void merge_near(std::vector<ChangePoint>& points, std::size_t fewest) {
  std::sort(points.begin(), points.end(),
            [](const ChangePoint& a, const ChangePoint& b) { return a.at < b.at; });
  std::vector<ChangePoint> apart;
  for (const ChangePoint& each : points) {
    if (!apart.empty() && each.at < apart.back().at + fewest) {
      if (each.p_value < apart.back().p_value) apart.back() = each;
      continue;
    }
    apart.push_back(each);
  }
  points.swap(apart);
}

}  // namespace

bool holds(const LevelShift& shift, const ChangePointOptions& options) {
  return std::abs(shift.deviate) >= options.deviate &&
         std::abs(shift.without_strongest) >= options.without_strongest &&
         shift.without_strongest * shift.deviate > 0 && std::abs(shift.change) >= options.effect;
}

std::vector<ChangePoint> change_points(std::span<const double> series,
                                       const ChangePointOptions& options) {
  std::vector<ChangePoint> points;
  if (series.size() < 2 * options.fewest) return points;
  const std::size_t step = std::max<std::size_t>(options.window / 2, 1);
  for (std::size_t begin = 0;; begin += step) {
    const std::size_t end = std::min(begin + options.window, series.size());
    propose(series, begin, end, options, points);
    if (end == series.size()) break;
  }
  merge_near(points, options.fewest);
  drop_weak(series, options, points);
  return points;
}

}  // namespace steelyard
