#pragma once

#include <span>
#include <vector>

/// What few rounds say about the spread of all rounds that might have been.
namespace steelyard {

/// Samples of one case in two levels: rounds, then the samples within a round.
using RoundSamples = std::vector<std::vector<double>>;

/// By what factor the spread of resampled medians around the point is too small to be taken for the
/// spread of the median itself. A resample of R rounds varies as if the mean of the rounds were
/// known, and a percentile takes quantiles of the normal distribution where R values give those of
/// Student's t (Hesterberg 2015, section 5.2, "expanded percentile"); and rounds that follow each
/// other are alike when the machine drifts, so that R of them count as R / tau (dependence.hpp; for
/// R below 8 tau is not known and taken as 1). With e = R / tau:
///
///     sqrt(tau) * sqrt(e / (e - 1)) * t(e - 1) / z       t, z at (1 + confidence) / 2
///
/// 1 for a single round.
double round_expansion(const RoundSamples& rounds, double confidence = 0.95);

/// The relative half-width of the 95 % interval of a time by the medians of its rounds alone, all
/// above 0: Student's t on their logarithms, with the rounds counted as fewer where they depend on
/// each other. Infinite for fewer than three. Cheap, for deciding whether to go on measuring; what
/// is quoted in the end is the bootstrap.
double precision_between_rounds(std::span<const double> medians);

}  // namespace steelyard
