#include "tests/truth/nights/otava.hpp"

#include <algorithm>
#include <boost/math/distributions/students_t.hpp>
#include <cmath>
#include <numeric>

#include "harness/core/statistics/energy_split.hpp"

namespace steelyard::truth {
namespace {

constexpr std::size_t window = 50;
constexpr double p_value = 0.001;
constexpr double relaxed = 10;

double mean(std::span<const double> values) {
  return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

double squares(std::span<const double> values) {
  const double center = mean(values);
  double sum = 0;
  for (const double each : values) sum += (each - center) * (each - center);
  return sum;
}

/// Two-sided, equal variances.
double t_test(std::span<const double> a, std::span<const double> b) {
  const auto m = static_cast<double>(a.size());
  const auto n = static_cast<double>(b.size());
  if (m + n < 3) return 1;
  const double variance = (squares(a) + squares(b)) / (m + n - 2);
  const double difference = std::abs(mean(a) - mean(b));
  if (!(variance > 0)) return difference > 0 ? 0 : 1;
  const double t = difference / std::sqrt(variance * (1 / m + 1 / n));
  return 2 * boost::math::cdf(boost::math::complement(boost::math::students_t(m + n - 2), t));
}

void split(std::span<const double> series, std::size_t begin, std::size_t end,
           std::vector<std::size_t>& found) {
  const auto part = series.subspan(begin, end - begin);
  const EnergySplit best = best_energy_split(part, 2);
  if (best.at == 0) return;
  if (t_test(part.first(best.at), part.subspan(best.at)) > relaxed * p_value) return;
  found.push_back(begin + best.at);
  split(series, begin, begin + best.at, found);
  split(series, begin + best.at, end, found);
}

double p_of(std::span<const double> series, const std::vector<std::size_t>& points,
            std::size_t which) {
  const std::size_t begin = which == 0 ? 0 : points[which - 1];
  const std::size_t end = which + 1 < points.size() ? points[which + 1] : series.size();
  return t_test(series.subspan(begin, points[which] - begin),
                series.subspan(points[which], end - points[which]));
}

}  // namespace

std::vector<std::size_t> otava_change_points(std::span<const double> series) {
  std::vector<std::size_t> points;
  for (std::size_t begin = 0;; begin += window / 2) {
    const std::size_t end = std::min(begin + window, series.size());
    split(series, begin, end, points);
    if (end == series.size()) break;
  }
  std::sort(points.begin(), points.end());
  points.erase(std::unique(points.begin(), points.end()), points.end());
  while (!points.empty()) {
    std::size_t weakest = 0;
    double largest = -1;
    for (std::size_t i = 0; i < points.size(); ++i) {
      const double p = p_of(series, points, i);
      if (p > largest) {
        largest = p;
        weakest = i;
      }
    }
    if (largest <= p_value) break;
    points.erase(points.begin() + static_cast<std::ptrdiff_t>(weakest));
  }
  return points;
}

}  // namespace steelyard::truth
