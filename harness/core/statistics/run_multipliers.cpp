#include "harness/core/statistics/run_multipliers.hpp"

#include <cmath>

#include "harness/core/error.hpp"
#include "harness/core/statistics/resample_stream.hpp"

namespace steelyard {

RunMultipliers::RunMultipliers(std::size_t runs, int resamples)
    : resamples_(static_cast<std::size_t>(resamples)), normal_(runs), squared_(runs) {
  STEELYARD_ASSERT(resamples > 0);
}

void RunMultipliers::draw(std::size_t run, std::uint64_t seed) {
  normal_[run].resize(resamples_);
  squared_[run].resize(resamples_);
  for (std::size_t b = 0; b < resamples_; ++b) {
    const ResampleStream stream(seed, b);
    const double second = stream.normal(1);
    normal_[run][b] = stream.normal(0);
    squared_[run][b] = second * second;
  }
}

std::vector<double> RunMultipliers::means(std::span<const std::optional<double>> values) const {
  STEELYARD_ASSERT(values.size() == normal_.size());
  std::vector<std::size_t> having;
  double mean = 0;
  for (std::size_t k = 0; k < values.size(); ++k) {
    if (!values[k]) continue;
    having.push_back(k);
    mean += *values[k];
  }
  STEELYARD_ASSERT(having.size() > 1);
  const double count = static_cast<double>(having.size());
  mean /= count;
  std::vector<double> sums(resamples_);
  std::vector<double> chi_squared(resamples_);
  for (const std::size_t k : having) {
    const double deviation = *values[k] - mean;
    for (std::size_t b = 0; b < resamples_; ++b) sums[b] += normal_[k][b] * deviation;
    if (k == having.back()) continue;
    for (std::size_t b = 0; b < resamples_; ++b) chi_squared[b] += squared_[k][b];
  }
  for (std::size_t b = 0; b < resamples_; ++b) {
    sums[b] = mean + sums[b] / std::sqrt(count * chi_squared[b]);
  }
  return sums;
}

}  // namespace steelyard
