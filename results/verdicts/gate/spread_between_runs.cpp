#include "results/verdicts/gate/spread_between_runs.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace steelyard::results {
namespace {

double mean(const LogCosts& values) {
  return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

SampleVariance variance_within(const UnchangedGroups& groups) {
  SampleVariance result;
  double squares = 0;
  for (const LogCosts& group : groups) {
    if (group.size() < 2) continue;
    const double center = mean(group);
    for (const double each : group) squares += (each - center) * (each - center);
    result.degrees += static_cast<double>(group.size() - 1);
  }
  if (result.degrees > 0) result.variance = squares / result.degrees;
  return result;
}

/// Deviations of a case's runs from their groups' means, each divided by the case's own spread.
std::vector<double> standard_deviations_off(const UnchangedGroups& groups, double variance) {
  std::vector<double> out;
  for (const LogCosts& group : groups) {
    const double center = mean(group);
    for (const double each : group) out.push_back((each - center) / std::sqrt(variance));
  }
  return out;
}

/// The number of independent cases that are worth as much as these: M / (1 + (M - 1) c), with c the
/// mean correlation between cases over the runs that all of them have.
double independent(std::span<const UnchangedGroups> cases,
                   const std::vector<SampleVariance>& variances) {
  std::vector<double> sum;
  double squares = 0;
  double used = 0;
  for (std::size_t i = 0; i < cases.size(); ++i) {
    if (!(variances[i].variance > 0)) continue;
    const auto deviations = standard_deviations_off(cases[i], variances[i].variance);
    if (sum.empty()) sum.assign(deviations.size(), 0);
    if (sum.size() != deviations.size()) continue;  // a run lacks the case
    for (std::size_t run = 0; run < sum.size(); ++run) {
      sum[run] += deviations[run];
      squares += deviations[run] * deviations[run];
    }
    ++used;
  }
  if (used < 2 || !(squares > 0)) return std::max(used, 1.0);
  double of_sum = 0;
  for (const double each : sum) of_sum += each * each;
  // of_sum / squares is 1 for independent cases and `used` for cases that move as one.
  return used / std::clamp(of_sum / squares, 1.0, used);
}

}  // namespace

std::vector<ModeratedVariance> spread_between_runs(std::span<const UnchangedGroups> cases) {
  std::vector<SampleVariance> variances;
  variances.reserve(cases.size());
  for (const UnchangedGroups& groups : cases) variances.push_back(variance_within(groups));
  const VariancePrior prior = variance_prior(variances, independent(cases, variances));
  std::vector<ModeratedVariance> out;
  out.reserve(cases.size());
  for (const SampleVariance& each : variances) out.push_back(moderated(each, prior));
  return out;
}

}  // namespace steelyard::results
