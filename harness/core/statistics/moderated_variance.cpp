#include "harness/core/statistics/moderated_variance.hpp"

#include <algorithm>
#include <boost/math/special_functions/digamma.hpp>
#include <boost/math/special_functions/trigamma.hpp>
#include <cmath>
#include <numeric>

namespace steelyard {
namespace {

/// In double throughout: long double would need a processor that has it, which valgrind is not.
using Double = boost::math::policies::policy<boost::math::policies::promote_double<false>>;

double mean(const std::vector<double>& values) {
  return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

/// x with trigamma(x) = y > 0, by bisection on a logarithmic scale: trigamma falls from infinity to
/// 0.
double inverse_trigamma(double y) {
  double low = 1e-8;
  double high = 1e8;
  for (int i = 0; i < 200 && high / low > 1 + 1e-12; ++i) {
    const double middle = std::sqrt(low * high);
    (boost::math::trigamma(middle, Double()) > y ? low : high) = middle;
  }
  return std::sqrt(low * high);
}

}  // namespace

VariancePrior variance_prior(std::span<const SampleVariance> cases, double independent_cases) {
  std::vector<double> logs;
  std::vector<double> expected_spread;
  std::vector<double> degrees;
  for (const SampleVariance& each : cases) {
    if (!(each.variance > 0) || !(each.degrees > 0)) continue;
    const double half = each.degrees / 2;
    logs.push_back(std::log(each.variance) - boost::math::digamma(half, Double()) + std::log(half));
    expected_spread.push_back(boost::math::trigamma(half, Double()));
    degrees.push_back(each.degrees);
  }
  if (logs.empty()) return {};
  const double center = mean(logs);
  const double most = mean(degrees) * independent_cases;
  if (logs.size() == 1) return {};
  double squares = 0;
  for (const double each : logs) squares += (each - center) * (each - center);
  const double excess = squares / static_cast<double>(logs.size() - 1) - mean(expected_spread);
  // Less spread than chance alone would give: all cases have the same variance.
  const double half = excess > 0 ? std::min(inverse_trigamma(excess), most / 2) : most / 2;
  if (!(half > 0)) return {};
  const double variance = std::exp(center + boost::math::digamma(half, Double()) - std::log(half));
  return {variance, 2 * half};
}

ModeratedVariance moderated(const SampleVariance& own, const VariancePrior& prior) {
  const double degrees = own.degrees + prior.degrees;
  if (!(degrees > 0)) return {};
  return {(prior.degrees * prior.variance + own.degrees * own.variance) / degrees, degrees};
}

}  // namespace steelyard
