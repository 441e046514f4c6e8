#include "results/verdicts/energy.hpp"

#include <algorithm>
#include <boost/math/distributions/students_t.hpp>
#include <cmath>
#include <vector>

#include "harness/core/error.hpp"
#include "harness/core/statistics/median_interval.hpp"

namespace steelyard::results {
namespace {

/// In double throughout: long double would need a processor that has it, which valgrind is not.
using Double = boost::math::policies::policy<boost::math::policies::promote_double<false>>;

Interval point(double value) { return {value, value, value}; }

Interval pooled(const std::vector<double>& points, double confidence) {
  const auto count = static_cast<double>(points.size());
  double mean = 0;
  for (const double each : points) mean += std::log(each) / count;
  double squares = 0;
  for (const double each : points) squares += std::pow(std::log(each) - mean, 2);
  const double deviation = std::sqrt(squares / (count - 1));
  const boost::math::students_t_distribution<double, Double> distribution(count - 1);
  const double half =
      boost::math::quantile(distribution, (1 + confidence) / 2) * deviation / std::sqrt(count);
  return {std::exp(mean - half), std::exp(mean), std::exp(mean + half)};
}

}  // namespace

std::optional<CaseEnergy> case_energy(const CaseTimes& times, const BootstrapOptions& options) {
  if (!times.watts || !times.joules_per_iteration) return std::nullopt;
  CaseEnergy energy{point(*times.joules_per_iteration), point(*times.watts), times.power_source,
                    false};
  RoundSamples watts;
  for (const double each : times.visit_watts) {
    if (each > 0) watts.push_back({each});
  }
  if (watts.size() < 2 || times.iterations < fewest_for_interval) return energy;
  energy.joules_per_iteration = bootstrap_median(joules_of(times), options);
  energy.watts = bootstrap_median(watts, options);
  energy.has_interval = true;
  return energy;
}

CaseEnergy pooled_energy(std::span<const CaseEnergy> runs, double confidence) {
  STEELYARD_ASSERT(!runs.empty());
  CaseEnergy all = runs.front();
  if (runs.size() == 1) return all;
  std::vector<double> joules;
  std::vector<double> watts;
  for (const CaseEnergy& run : runs) {
    joules.push_back(run.joules_per_iteration.point);
    watts.push_back(run.watts.point);
    if (all.source.find(run.source) == std::string::npos) all.source += " and " + run.source;
  }
  all.joules_per_iteration = pooled(joules, confidence);
  all.watts = pooled(watts, confidence);
  all.has_interval = true;
  return all;
}

}  // namespace steelyard::results
