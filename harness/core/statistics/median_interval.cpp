#include "harness/core/statistics/median_interval.hpp"

#include <algorithm>
#include <boost/math/distributions/binomial.hpp>
#include <vector>

#include "harness/core/error.hpp"
#include "harness/core/statistics/quantiles.hpp"

namespace steelyard {
namespace {

/// Quantiles rounded down to the whole number whose cumulative probability does not exceed the one
/// asked for. In double throughout: with long double the library fills tables when the program
/// starts, which fails where 80 bits are emulated by 64, as valgrind does.
using RoundDown = boost::math::policies::policy<
    boost::math::policies::discrete_quantile<boost::math::policies::integer_round_down>,
    boost::math::policies::promote_double<false>>;

/// How many samples may be cut off at each end: the largest j for which P(B < j) <= tail, where
/// B ~ Binomial(n, 1/2) counts the samples below the median. 0 if not even the extremes suffice.
std::size_t samples_cut_off(std::size_t n, double tail) {
  const boost::math::binomial_distribution<double, RoundDown> below(static_cast<double>(n), 0.5);
  if (boost::math::cdf(below, 0) > tail) return 0;
  return static_cast<std::size_t>(boost::math::quantile(below, tail)) + 1;
}

}  // namespace

std::optional<Interval> median_interval(std::span<const double> samples, double confidence) {
  return dependent_median_interval(samples, 1, confidence);
}

std::optional<Interval> dependent_median_interval(std::span<const double> samples,
                                                  double autocorrelation_time, double confidence) {
  STEELYARD_ASSERT(confidence > 0 && confidence < 1);
  STEELYARD_ASSERT(autocorrelation_time >= 1);
  const std::size_t n = samples.size();
  const auto independent = static_cast<std::size_t>(static_cast<double>(n) / autocorrelation_time);
  if (independent == 0) return std::nullopt;
  // P(x_(l) <= median <= x_(u)) = P(l <= B <= u - 1), which for u = n + 1 - l is 1 - 2 P(B < l).
  const std::size_t rank = samples_cut_off(independent, (1 - confidence) / 2);
  if (rank == 0) return std::nullopt;
  const std::size_t l = independent == n ? rank : std::max<std::size_t>(1, rank * n / independent);
  std::vector<double> scratch(samples.begin(), samples.end());
  const auto low = scratch.begin() + static_cast<std::ptrdiff_t>(l - 1);
  const auto high = scratch.begin() + static_cast<std::ptrdiff_t>(n - l);
  std::nth_element(scratch.begin(), low, scratch.end());
  std::nth_element(low + 1, high, scratch.end());
  return Interval{*low, median(samples), *high};
}

}  // namespace steelyard
