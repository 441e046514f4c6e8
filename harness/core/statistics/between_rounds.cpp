#include "harness/core/statistics/between_rounds.hpp"

#include <algorithm>
#include <boost/math/distributions/students_t.hpp>
#include <cmath>
#include <limits>

#include "harness/core/error.hpp"
#include "harness/core/statistics/dependence.hpp"
#include "harness/core/statistics/quantiles.hpp"

namespace steelyard {
namespace {

/// In double throughout, as in median_interval.cpp.
using Double = boost::math::policies::policy<boost::math::policies::promote_double<false>>;

/// Fewer rounds than this do not show how they depend on each other.
constexpr std::size_t fewest_for_dependence = 8;

/// The quantile of Student's t for so many values that are independent.
double students_t(double values, double probability) {
  return quantile(boost::math::students_t_distribution<double, Double>(values - 1), probability);
}

/// How many independent rounds these are worth; at least two.
double effective_rounds(std::span<const double> medians) {
  const double count = static_cast<double>(medians.size());
  if (medians.size() < fewest_for_dependence) return count;
  return std::max(2.0, count / autocorrelation_time(medians));
}

}  // namespace

RoundSpread spread_of_rounds(const RoundSamples& rounds) {
  std::vector<double> medians;
  for (const auto& samples : rounds) {
    if (!samples.empty()) medians.push_back(median(samples));
  }
  if (medians.size() < 2) return {1, std::numeric_limits<double>::infinity()};
  const double effective = effective_rounds(medians);
  const double tau = static_cast<double>(medians.size()) / effective;
  const double allowed = (1 + neighbour_correlation) / (1 - neighbour_correlation);
  return {std::sqrt(std::max(tau, allowed) * effective / (effective - 1)), effective - 1};
}

double precision_between_rounds(std::span<const double> medians) {
  if (medians.size() < 3) return std::numeric_limits<double>::infinity();
  std::vector<double> logs;
  for (const double each : medians) logs.push_back(std::log(each));
  const double count = static_cast<double>(logs.size());
  double mean = 0;
  for (const double each : logs) mean += each / count;
  double squares = 0;
  for (const double each : logs) squares += (each - mean) * (each - mean);
  const double effective = effective_rounds(logs);
  return students_t(effective, 0.975) * std::sqrt(squares / (count - 1) / effective);
}

}  // namespace steelyard
