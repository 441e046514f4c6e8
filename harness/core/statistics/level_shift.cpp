#include "harness/core/statistics/level_shift.hpp"

#include <algorithm>
#include <boost/math/distributions/normal.hpp>
#include <boost/math/distributions/students_t.hpp>
#include <cmath>
#include <limits>
#include <numeric>
#include <vector>

#include "harness/core/error.hpp"
#include "harness/core/statistics/quantiles.hpp"

namespace steelyard {
namespace {

/// In double throughout: long double would need a processor that has it, which valgrind is not.
using Double = boost::math::policies::policy<boost::math::policies::promote_double<false>>;

constexpr std::size_t fewest_to_trim = 8;
constexpr double most_correlation = 0.9;
constexpr double normal_consistency = 1.4826;  ///< sigma / median absolute deviation
constexpr double usual_tail = 1.2;
constexpr double penalty_per_correlation = 1.5;
constexpr double penalty_per_tail = 0.4;
constexpr double usual_degrees = 8;  ///< not less for memory, which few values know badly

double mean(std::span<const double> values) {
  return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

/// The normal deviate that is as improbable as this one of Student's t.
double normal_deviate(double t, double degrees) {
  using boost::math::complement;
  // Beyond this a probability cannot be told from 0.
  constexpr double largest = 37;
  const double tail =
      cdf(complement(boost::math::students_t_distribution<double, Double>(degrees), std::abs(t)));
  const double deviate =
      tail > 1e-300 ? quantile(complement(boost::math::normal_distribution<double, Double>(), tail))
                    : largest;
  return std::copysign(deviate, t);
}

double divided(double change, double error) {
  if (error > 0) return change / error;
  return change == 0 ? 0 : std::copysign(std::numeric_limits<double>::max(), change);
}

/// What both parts together say about the noise.
struct Noise {
  double spread = 0;
  double correlation = 0;
  double penalty = 1;
  double degrees = usual_degrees;

  double deviate(double change, double variance) const {
    const double t = divided(change, spread * std::sqrt(variance));
    if (std::abs(t) == std::numeric_limits<double>::max()) return t;
    return normal_deviate(t, degrees) / penalty;
  }
};

Noise noise_of(const std::vector<double>& residuals) {
  const auto n = static_cast<double>(residuals.size());
  const double squares =
      std::inner_product(residuals.begin(), residuals.end(), residuals.begin(), 0.0);
  Noise noise;
  if (!(squares > 0)) return noise;
  // Trimming takes some of the spread away; for normal noise this gives it back.
  noise.spread = std::sqrt(squares / (n - 2)) * (1 + 1.2 / n);
  const double products =
      std::inner_product(residuals.begin() + 1, residuals.end(), residuals.begin(), 0.0);
  const double raw = products / squares;
  noise.correlation = std::clamp(raw + (1 + 3 * raw) / n, 0.0, most_correlation);
  noise.degrees = std::max(n * (1 - noise.correlation) / (1 + noise.correlation) - 2,
                           std::min(n - 2, usual_degrees));
  std::vector<double> sizes(residuals.size());
  std::transform(residuals.begin(), residuals.end(), sizes.begin(),
                 [](double value) { return std::abs(value); });
  const double typical = normal_consistency * median(sizes);
  const double tail = typical > 0 ? std::clamp(noise.spread / typical - usual_tail, 0.0, 1.0) : 1;
  noise.penalty = 1 + penalty_per_correlation * noise.correlation + penalty_per_tail * tail;
  return noise;
}

}  // namespace

std::vector<double> trimmed(std::span<const double> part) {
  std::vector<double> values(part.begin(), part.end());
  if (values.size() < fewest_to_trim) return values;
  std::vector<double> sorted = values;
  std::sort(sorted.begin(), sorted.end());
  const double low = sorted[1];
  const double high = sorted[sorted.size() - 2];
  for (double& value : values) value = std::clamp(value, low, high);
  return values;
}

double variance_of_mean(std::size_t count, double correlation) {
  const auto k = static_cast<double>(count);
  double sum = 1;
  double power = correlation;
  for (std::size_t lag = 1; lag < count && power > 1e-12; ++lag) {
    sum += 2 * (1 - static_cast<double>(lag) / k) * power;
    power *= correlation;
  }
  return sum / k;
}

LevelShift level_shift(std::span<const double> series, std::size_t at) {
  STEELYARD_ASSERT(at >= 2 && at + 2 <= series.size());
  const std::vector<double> before = trimmed(series.first(at));
  const std::vector<double> after = trimmed(series.subspan(at));
  const double level_before = mean(before);
  const double level_after = mean(after);
  std::vector<double> residuals;
  residuals.reserve(series.size());
  for (const double value : before) residuals.push_back(value - level_before);
  for (const double value : after) residuals.push_back(value - level_after);
  const Noise noise = noise_of(residuals);

  LevelShift shift;
  shift.change = level_after - level_before;
  shift.spread = noise.spread;
  shift.correlation = noise.correlation;
  shift.penalty = noise.penalty;
  const double variance_before = variance_of_mean(before.size(), noise.correlation);
  const double variance_after = variance_of_mean(after.size(), noise.correlation);
  shift.deviate = noise.deviate(shift.change, variance_before + variance_after);

  const bool last_is_shorter = series.size() - at <= at;
  const std::span<const double> shorter = last_is_shorter ? series.subspan(at) : series.first(at);
  const double other_level = last_is_shorter ? level_before : level_after;
  const double towards = last_is_shorter ? 1 : -1;
  const double sign = shift.change < 0 ? -1 : 1;
  double sum = 0;
  double strongest = -std::numeric_limits<double>::infinity();
  for (const double value : shorter) {
    const double support = sign * towards * (value - other_level);
    sum += support;
    strongest = std::max(strongest, support);
  }
  const std::size_t rest = shorter.size() - 1;
  const double rest_variance = variance_of_mean(rest, noise.correlation) +
                               (last_is_shorter ? variance_before : variance_after);
  shift.without_strongest =
      sign * noise.deviate((sum - strongest) / static_cast<double>(rest), rest_variance);
  return shift;
}

}  // namespace steelyard
