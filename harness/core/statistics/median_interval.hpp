#pragma once

#include <cstddef>
#include <optional>
#include <span>

#include "harness/core/statistics/interval.hpp"

namespace steelyard {

/// Fewest samples from which an interval of a median at 95 % exists at all: of five, the median
/// lies outside of all in 2 / 2^5 = 6 % of cases. With fewer, a bootstrap shrinks to a point and
/// flatters.
inline constexpr std::size_t fewest_for_interval = 6;

/// Distribution-free interval of the median from order statistics of independent samples: the
/// ranks l and u for which P(x_(l) <= median <= x_(u)) >= confidence under Binomial(n, 1/2)
/// (Hoefler & Belli 2015, section 3.1.3; Conover 1999). Exact, conservative for small n.
/// Nothing if n is too small for that confidence (n < 6 at 0.95).
std::optional<Interval> median_interval(std::span<const double> samples, double confidence = 0.95);

/// The same for samples that depend on each other, so that only each `autocorrelation_time`-th
/// counts (dependence.hpp): the ranks are those of n / autocorrelation_time independent samples,
/// stretched over the n that there are. With 1 it is median_interval().
std::optional<Interval> dependent_median_interval(std::span<const double> samples,
                                                  double autocorrelation_time,
                                                  double confidence = 0.95);

}  // namespace steelyard
