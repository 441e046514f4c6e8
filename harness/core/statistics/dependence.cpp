#include "harness/core/statistics/dependence.hpp"

#include <algorithm>
#include <cstddef>
#include <numeric>
#include <vector>

#include "harness/core/statistics/quantiles.hpp"

namespace steelyard {
namespace {

constexpr std::size_t fewest = 4;

/// Sum of products of the deviations at this lag; divided by n throughout, so that n cancels.
double covariance(std::span<const double> deviations, std::size_t lag) {
  return std::inner_product(deviations.begin() + static_cast<std::ptrdiff_t>(lag), deviations.end(),
                            deviations.begin(), 0.0);
}

}  // namespace

double autocorrelation_time(std::span<const double> series) {
  const std::size_t n = series.size();
  if (n < fewest) return 1;
  const double mean = std::accumulate(series.begin(), series.end(), 0.0) / static_cast<double>(n);
  std::vector<double> deviations(n);
  std::transform(series.begin(), series.end(), deviations.begin(),
                 [&](double value) { return value - mean; });
  const double variance = covariance(deviations, 0);
  if (!(variance > 0)) return 1;

  // Lags 0 and 1 are the first pair, 2 and 3 the second, ...
  double tau = -1;
  for (std::size_t lag = 0; lag + 1 <= n / 3; lag += 2) {
    const double pair = (covariance(deviations, lag) + covariance(deviations, lag + 1)) / variance;
    if (pair <= 0) break;
    tau += 2 * pair;
  }
  return std::max(1.0, tau);
}

double median_autocorrelation_time(std::span<const double> series) {
  if (series.size() < fewest) return 1;
  const double middle = median(series);
  std::vector<double> above(series.size());
  std::transform(series.begin(), series.end(), above.begin(), [&](double value) {
    return value > middle ? 1.0 : value < middle ? 0.0 : 0.5;
  });
  return autocorrelation_time(above);
}

}  // namespace steelyard
