#include "harness/core/statistics/run_multipliers.hpp"

#include <cmath>

#include "harness/core/error.hpp"
#include "harness/core/statistics/resample_stream.hpp"

namespace steelyard {

RunMultipliers::RunMultipliers(std::size_t runs, int resamples)
    : resamples_(static_cast<std::size_t>(resamples)), normal_(runs) {
  STEELYARD_ASSERT(resamples > 0);
}

void RunMultipliers::draw(std::size_t run, std::uint64_t seed) {
  normal_[run].resize(resamples_);
  for (std::size_t b = 0; b < resamples_; ++b) normal_[run][b] = ResampleStream(seed, b).normal(0);
}

LogResamples RunMultipliers::mean(std::span<const std::optional<double>> logs) const {
  STEELYARD_ASSERT(logs.size() == normal_.size());
  double count = 0;
  double mean = 0;
  for (const auto& each : logs) {
    if (!each) continue;
    mean += *each;
    ++count;
  }
  STEELYARD_ASSERT(count > 1);
  mean /= count;
  LogResamples resamples{std::vector<double>(resamples_), count - 1};
  const double scale = 1 / std::sqrt(count * (count - 1));
  for (std::size_t k = 0; k < logs.size(); ++k) {
    if (!logs[k]) continue;
    const double deviation = (*logs[k] - mean) * scale;
    for (std::size_t b = 0; b < resamples_; ++b) {
      resamples.deviations[b] += normal_[k][b] * deviation;
    }
  }
  return resamples;
}

}  // namespace steelyard
