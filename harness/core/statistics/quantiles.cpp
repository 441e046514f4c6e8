#include "harness/core/statistics/quantiles.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include "harness/core/error.hpp"

namespace steelyard {

double quantile(std::span<const double> values, double p) {
  STEELYARD_ASSERT(!values.empty());
  STEELYARD_ASSERT(p >= 0 && p <= 1);
  std::vector<double> scratch(values.begin(), values.end());
  const double position = p * static_cast<double>(scratch.size() - 1);
  const auto index = static_cast<std::ptrdiff_t>(position);
  const auto lower = scratch.begin() + index;
  std::nth_element(scratch.begin(), lower, scratch.end());
  if (lower + 1 == scratch.end()) return *lower;
  const double upper = *std::min_element(lower + 1, scratch.end());
  return std::lerp(*lower, upper, position - static_cast<double>(index));
}

double median(std::span<const double> values) { return quantile(values, 0.5); }

double geometric_mean(std::span<const double> values, std::span<const double> weights) {
  STEELYARD_ASSERT(!values.empty());
  STEELYARD_ASSERT(weights.empty() || weights.size() == values.size());
  double weighted_logs = 0;
  double total_weight = 0;
  for (std::size_t i = 0; i < values.size(); ++i) {
    STEELYARD_ASSERT(values[i] > 0);
    const double weight = weights.empty() ? 1 : weights[i];
    weighted_logs += weight * std::log(values[i]);
    total_weight += weight;
  }
  STEELYARD_ASSERT(total_weight > 0);
  return std::exp(weighted_logs / total_weight);
}

}  // namespace steelyard
