#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "harness/core/statistics/between_rounds.hpp"
#include "harness/core/statistics/interval.hpp"

namespace steelyard {

struct BootstrapOptions {
  double confidence = 0.95;
  int resamples = 2000;
  std::uint64_t seed = 1;
  /// Draws the rounds from a stream of their own. Cases of one run that are given the same value
  /// (and have as many rounds) are resampled over the same rounds, so that a drift that hit all of
  /// them in one round does not average out in a score. Absent: rounds follow `seed`.
  std::optional<std::uint64_t> round_seed{};
};

/// Interval of the median over all rounds by hierarchical bootstrap: rounds are drawn with
/// replacement, then samples within each (Kalibera & Jones 2013), and the percentile interval of
/// expanded_median_distribution(). The point is the median of all samples of all rounds.
/// Deterministic for a given seed. Needs one sample; all must be above 0. With one round, only the
/// spread within it is seen.
Interval bootstrap_median(const RoundSamples& rounds, const BootstrapOptions& options = {});

/// The medians of the resamples, as drawn, in the order drawn.
std::vector<double> bootstrap_median_distribution(const RoundSamples& rounds,
                                                  const BootstrapOptions& options = {});

/// The same, spread out around the median m of all samples by f = round_expansion(): m + f (m* - m)
/// above, m (m* / m)^f below, which stays above 0. The material for intervals of figures, ratios
/// and scores.
std::vector<double> expanded_median_distribution(const RoundSamples& rounds,
                                                 const BootstrapOptions& options = {});

/// Percentile interval around `point` of an already drawn distribution.
Interval percentile_interval(double point, std::span<const double> distribution,
                             double confidence = 0.95);

}  // namespace steelyard
