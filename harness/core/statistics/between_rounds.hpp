#pragma once

#include <span>
#include <vector>

/// What few rounds say about the spread of all rounds that might have been.
namespace steelyard {

/// Samples of one case in two levels: rounds, then the samples within a round.
using RoundSamples = std::vector<std::vector<double>>;

/// The correlation of a round with the next that is allowed for whatever the rounds show. Few
/// rounds cannot show it, machines drift, and without it intervals hold the truth too seldom
/// (docs/reviews/truth.md).
inline constexpr double neighbour_correlation = 0.075;

/// How resampled medians of rounds differ from what the median itself might have been.
struct RoundSpread {
  /// Their deviations from the point are too small by this factor: a resample of R rounds varies as
  /// if the mean of the rounds were known, and rounds that follow each other are alike when the
  /// machine drifts, so that R of them count as e = R / tau (dependence.hpp; for R below 8 tau is
  /// not known and taken as 1, and e is never below 2). With c = neighbour_correlation:
  ///
  ///     sqrt(max(R / e, (1 + c) / (1 - c))) * sqrt(e / (e - 1))
  double factor = 1;
  double freedom = 0;  ///< degrees of it: e - 1
};

/// Of at least one round with samples, none of them 0. A single one says nothing of others: factor
/// 1, and infinite freedom.
RoundSpread spread_of_rounds(const RoundSamples& rounds);

/// The relative half-width of the 95 % interval of a time by the medians of its rounds alone, all
/// above 0: Student's t on their logarithms, with the rounds counted as fewer where they depend on
/// each other. Infinite for fewer than three. Cheap, for deciding whether to go on measuring; what
/// is quoted in the end is the bootstrap.
double precision_between_rounds(std::span<const double> medians);

}  // namespace steelyard
