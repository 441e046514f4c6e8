#include "harness/core/statistics/bootstrap.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>

#include "harness/core/error.hpp"
#include "harness/core/statistics/median_resampler.hpp"
#include "harness/core/statistics/quantiles.hpp"
#include "harness/core/statistics/resample_stream.hpp"

namespace steelyard {
namespace {

double median_of_all(const RoundSamples& rounds) {
  std::vector<double> all;
  for (const auto& samples : rounds) all.insert(all.end(), samples.begin(), samples.end());
  return median(all);
}

void draw_rounds(const ResampleStream& stream, std::vector<std::uint32_t>& counts) {
  std::fill(counts.begin(), counts.end(), 0);
  for (std::size_t draw = 0; draw < counts.size(); ++draw) {
    ++counts[stream.index(draw, counts.size())];
  }
}

}  // namespace

std::vector<double> bootstrap_median_distribution(const RoundSamples& rounds,
                                                  const BootstrapOptions& options) {
  STEELYARD_ASSERT(options.resamples > 0);
  MedianResampler resampler(rounds);
  std::vector<double> medians(static_cast<std::size_t>(options.resamples), resampler.lowest());
  // Whatever is drawn from equal samples, its median is theirs; models have no others.
  if (resampler.lowest() == resampler.highest()) return medians;
  std::vector<std::uint32_t> counts(resampler.rounds());
  for (std::size_t b = 0; b < medians.size(); ++b) {
    draw_rounds(ResampleStream(options.round_seed, b), counts);
    const double z = counts.size() > 1 ? 0 : ResampleStream(options.seed, b).normal(0);
    medians[b] = resampler.median(counts, z);
  }
  return medians;
}

LogResamples resample_log_median(const RoundSamples& rounds, const BootstrapOptions& options) {
  LogResamples resamples{bootstrap_median_distribution(rounds, options)};
  const double point = median_of_all(rounds);
  STEELYARD_ASSERT(point > 0);
  const RoundSpread spread = spread_of_rounds(rounds);
  for (double& each : resamples.deviations) each = spread.factor * std::log(each / point);
  resamples.freedom = spread.freedom;
  return resamples;
}

Interval bootstrap_median(const RoundSamples& rounds, const BootstrapOptions& options) {
  return stretched_interval(median_of_all(rounds), resample_log_median(rounds, options),
                            options.confidence);
}

Interval percentile_interval(double point, std::span<const double> distribution,
                             double confidence) {
  STEELYARD_ASSERT(confidence > 0 && confidence < 1);
  const double tail = (1 - confidence) / 2;
  const double low = quantile(distribution, tail);
  const double high = quantile(distribution, 1 - tail);
  // The point comes from the samples, not from the resamples, and can lie a hair outside of these.
  return {std::min(low, point), point, std::max(high, point)};
}

}  // namespace steelyard
