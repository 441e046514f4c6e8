#include "harness/core/statistics/false_discovery.hpp"

#include <algorithm>
#include <cstddef>
#include <numeric>

#include "harness/core/error.hpp"

namespace steelyard {

std::vector<bool> false_discovery_control(std::span<const double> p_values, double rate) {
  std::vector<std::size_t> order(p_values.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return p_values[a] < p_values[b]; });
  std::size_t discoveries = 0;
  for (std::size_t i = 0; i < order.size(); ++i) {
    const double p = p_values[order[i]];
    STEELYARD_ASSERT(p >= 0 && p <= 1);
    const double allowed = rate * static_cast<double>(i + 1) / static_cast<double>(p_values.size());
    if (p <= allowed) discoveries = i + 1;
  }
  std::vector<bool> counts(p_values.size(), false);
  for (std::size_t i = 0; i < discoveries; ++i) counts[order[i]] = true;
  return counts;
}

}  // namespace steelyard
