#include "harness/core/statistics/freedom.hpp"

#include <algorithm>
#include <boost/math/distributions/normal.hpp>
#include <boost/math/distributions/students_t.hpp>
#include <cmath>
#include <cstddef>

#include "harness/core/error.hpp"
#include "harness/core/statistics/quantiles.hpp"

namespace steelyard {
namespace {

/// In double throughout, as in median_interval.cpp.
using Double = boost::math::policies::policy<boost::math::policies::promote_double<false>>;

}  // namespace

double student_stretch(double freedom, double confidence) {
  STEELYARD_ASSERT(freedom >= 1);
  STEELYARD_ASSERT(confidence > 0 && confidence < 1);
  if (std::isinf(freedom)) return 1;
  const double upper = (1 + confidence) / 2;
  return quantile(boost::math::students_t_distribution<double, Double>(freedom), upper) /
         quantile(boost::math::normal_distribution<double, Double>(), upper);
}

double variance_of(std::span<const double> values) {
  const double count = static_cast<double>(values.size());
  double mean = 0;
  for (const double each : values) mean += each / count;
  double squares = 0;
  for (const double each : values) squares += (each - mean) * (each - mean);
  return values.empty() ? 0 : squares / count;
}

double welch_freedom(const Scatter& one, const Scatter& other) {
  const double parts =
      one.variance * one.variance / one.freedom + other.variance * other.variance / other.freedom;
  if (!(parts > 0)) return std::numeric_limits<double>::infinity();
  const double sum = one.variance + other.variance;
  // Never less than the lesser of the two; rounding must not make it so.
  return std::max(sum * sum / parts, std::min(one.freedom, other.freedom));
}

LogResamples ratio_of(const LogResamples& numerator, const LogResamples& denominator) {
  STEELYARD_ASSERT(numerator.deviations.size() == denominator.deviations.size());
  LogResamples ratio = numerator;
  for (std::size_t b = 0; b < ratio.deviations.size(); ++b) {
    ratio.deviations[b] -= denominator.deviations[b];
  }
  ratio.freedom = welch_freedom({variance_of(numerator.deviations), numerator.freedom},
                                {variance_of(denominator.deviations), denominator.freedom});
  return ratio;
}

Interval stretched_interval(double point, const LogResamples& resamples, double confidence) {
  const std::vector<double>& deviations = resamples.deviations;
  const double stretch = student_stretch(resamples.freedom, confidence);
  const double tail = (1 - confidence) / 2;
  const double low = std::min(0.0, quantile(deviations, tail));
  const double high = std::max(0.0, quantile(deviations, 1 - tail));
  return {point * std::exp(stretch * low), point, point * std::exp(stretch * high)};
}

}  // namespace steelyard
