#pragma once

#include <limits>
#include <span>
#include <vector>

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

/// Resamples of a positive number: of each, by how much its logarithm differs from that of the
/// point. They scatter by as much as the point may be wrong.
struct LogResamples {
  std::vector<double> deviations;
  /// Degrees of freedom that the scatter was estimated with; infinity: it is known.
  double freedom = std::numeric_limits<double>::infinity();
};

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

/// Of the ratio of two numbers that were resampled apart, as often: deviation by deviation, with
/// welch_freedom().
LogResamples ratio_of(const LogResamples& numerator, const LogResamples& denominator);

/// The interval of `point`: quantiles of the deviations at both tails, times student_stretch(), and
/// exp() of it. The point is within.
Interval stretched_interval(double point, const LogResamples& resamples, double confidence);

}  // namespace steelyard
