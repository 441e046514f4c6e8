#include "results/verdicts/gate/case_test.hpp"

#include <boost/math/distributions/students_t.hpp>
#include <cmath>

#include "harness/core/error.hpp"

namespace steelyard::results {
namespace {

/// In double throughout: long double would need a processor that has it, which valgrind is not.
using Double = boost::math::policies::policy<boost::math::policies::promote_double<false>>;

constexpr double power = 0.8;

double t_quantile(double probability, double degrees) {
  return boost::math::quantile(boost::math::students_t_distribution<double, Double>(degrees),
                               probability);
}

/// P of a t at least as large.
double upper_tail(double excess, double error, double degrees) {
  if (!(error > 0)) return excess > 0 ? 0 : 1;
  return boost::math::cdf(boost::math::complement(
      boost::math::students_t_distribution<double, Double>(degrees), excess / error));
}

}  // namespace

double CaseComparison::standard_error() const {
  STEELYARD_ASSERT(baseline_runs > 0 && candidate_runs > 0);
  return std::sqrt(between_runs.variance * (1.0 / baseline_runs + 1.0 / candidate_runs));
}

Interval rate_ratio(const CaseComparison& comparison, double confidence) {
  const double change = comparison.candidate - comparison.baseline;
  const double reach = t_quantile((1 + confidence) / 2, comparison.between_runs.degrees) *
                       comparison.standard_error();
  return {std::exp(-(change + reach)), std::exp(-change), std::exp(-(change - reach))};
}

double loss_p_value(const CaseComparison& comparison, double floor) {
  const double loss = comparison.candidate - comparison.baseline;
  return upper_tail(loss + std::log1p(-floor), comparison.standard_error(),
                    comparison.between_runs.degrees);
}

double gain_p_value(const CaseComparison& comparison, double floor) {
  const double gain = comparison.baseline - comparison.candidate;
  return upper_tail(gain - std::log1p(floor), comparison.standard_error(),
                    comparison.between_runs.degrees);
}

double detectable_loss(const CaseComparison& comparison, double floor, double level) {
  const double degrees = comparison.between_runs.degrees;
  const double reach =
      (t_quantile(1 - level, degrees) + t_quantile(power, degrees)) * comparison.standard_error();
  return -std::expm1(std::log1p(-floor) - reach);
}

}  // namespace steelyard::results
