#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "harness/core/statistics/between_rounds.hpp"
#include "harness/core/statistics/freedom.hpp"
#include "harness/core/statistics/interval.hpp"

namespace steelyard {

struct BootstrapOptions {
  double confidence = 0.95;
  int resamples = 10'000;
  std::uint64_t seed = 1;
  /// Of the draws of rounds. Cases of one run that are given the same value (and have as many
  /// rounds) are resampled over the same rounds, so that a drift that hit all of them in one round
  /// does not average out in a score.
  std::uint64_t round_seed = 2;
};

/// Interval of the median of all samples of all rounds, from resample_log_median(). The same for a
/// given seed. Needs one sample; all must be above 0. With one round, only the spread within it is
/// seen.
Interval bootstrap_median(const RoundSamples& rounds, const BootstrapOptions& options = {});

/// The medians of the resamples, in their order. Resample b of R rounds that are not empty takes
/// the draws 0 to R - 1 of ResampleStream(round_seed, b) as the indices of the rounds drawn, with
/// all their samples: medians of rounds scatter by what varies within them too, so that drawing
/// samples again would count that twice (Davison & Hinkley 1997, section 3.8). A single round is
/// resampled by its samples, with draw 0 of ResampleStream(seed, b) as the z of MedianResampler.
std::vector<double> bootstrap_median_distribution(const RoundSamples& rounds,
                                                  const BootstrapOptions& options = {});

/// The logarithms of these less that of the median of all samples, times
/// spread_of_rounds().factor. The material for intervals of figures, ratios and scores.
LogResamples resample_log_median(const RoundSamples& rounds, const BootstrapOptions& options = {});

/// Percentile interval around `point` of an already drawn distribution.
Interval percentile_interval(double point, std::span<const double> distribution,
                             double confidence = 0.95);

}  // namespace steelyard
