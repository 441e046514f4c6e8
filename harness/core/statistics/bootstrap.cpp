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
    medians[b] = resampler.median(counts, ResampleStream(options.seed, b).normal(0));
  }
  return medians;
}

std::vector<double> expanded_log_medians(const RoundSamples& rounds,
                                         const BootstrapOptions& options) {
  std::vector<double> medians = bootstrap_median_distribution(rounds, options);
  const double point = median_of_all(rounds);
  STEELYARD_ASSERT(point > 0);
  const double log_point = std::log(point);
  const double factor = round_expansion(rounds, options.confidence);
  for (double& each : medians) {
    each = each < point ? log_point + factor * (std::log(each) - log_point)
                        : std::log(point + factor * (each - point));
  }
  return medians;
}

Interval bootstrap_median(const RoundSamples& rounds, const BootstrapOptions& options) {
  return log_percentile_interval(median_of_all(rounds), expanded_log_medians(rounds, options),
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

Interval log_percentile_interval(double point, std::span<const double> logs, double confidence) {
  const double log_point = std::log(point);
  const Interval interval = percentile_interval(log_point, logs, confidence);
  return {point * std::exp(interval.low - log_point), point,
          point * std::exp(interval.high - log_point)};
}

}  // namespace steelyard
