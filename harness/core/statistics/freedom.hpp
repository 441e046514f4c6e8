#pragma once

#include <span>

#include "harness/core/statistics/interval.hpp"

/// From resamples to intervals where few rounds or runs were measured. Resamples vary as the normal
/// distribution does; what they vary by was estimated from few values, and Student's t is wider.
/// That is made up for once, where an interval is printed, and not in the resamples: two sides of a
/// ratio have more degrees of freedom together than each alone.
namespace steelyard {

/// t / z at the quantile (1 + confidence) / 2, for so many degrees of freedom: at least 1, infinity
/// gives 1. Resamples are stretched by it around their point (Hesterberg 2015, "expanded
/// percentile").
double student_stretch(double freedom, double confidence);

/// How much resamples scatter, and how many degrees of freedom that was estimated with.
struct Scatter {
  double variance = 0;  ///< of logarithms
  double freedom = 0;   ///< infinity: known
};

/// Variance of values around their mean, divided by their number.
double variance_of(std::span<const double> values);

/// Degrees of freedom of the difference of two independent estimates (Welch 1947, Satterthwaite
/// 1946): (a + b)^2 / (a^2 / fa + b^2 / fb) of their variances. Infinity where neither varies.
double welch_freedom(const Scatter& one, const Scatter& other);

/// The interval of `point` from resampled deviations of its logarithm: quantiles at the tails,
/// times student_stretch(), and exp(). The point is within.
Interval stretched_interval(double point, std::span<const double> deviations, double freedom,
                            double confidence);

}  // namespace steelyard
