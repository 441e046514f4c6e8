#include "results/verdicts/gate/metric.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include "harness/core/error.hpp"
#include "harness/core/suggestion.hpp"

namespace steelyard::results {
namespace {

constexpr std::array all{
    Metric{"time", "s", "seconds", "time of an iteration", "slower", "faster",
           Direction::lower_is_better,
           [](const CaseTimes& times) { return std::optional(times.median_seconds); }},
    Metric{"p99", "s", "seconds", "99th percentile of the time of an iteration", "a longer tail",
           "a shorter tail", Direction::lower_is_better,
           [](const CaseTimes& times) { return std::optional(times.p99_seconds); }},
    Metric{"energy", "J", "joules", "energy of an iteration", "more energy", "less energy",
           Direction::lower_is_better,
           [](const CaseTimes& times) { return times.joules_per_iteration; }},
};

}  // namespace

std::span<const Metric> metrics() { return all; }

const Metric& time_metric() { return all.front(); }

const Metric& metric_named(const std::string& name) {
  const auto found = std::find_if(all.begin(), all.end(),
                                  [&](const Metric& metric) { return metric.name == name; });
  if (found != all.end()) return *found;
  std::vector<std::string> valid;
  for (const Metric& metric : all) valid.emplace_back(metric.name);
  throw UsageError(unknown_name("--metric", name, valid));
}

bool is_time(const Metric& metric) { return metric.name == time_metric().name; }

std::optional<double> figure_of(const Metric& metric, const CaseTimes& times) {
  const auto figure = metric.take(times);
  if (!figure || !std::isfinite(*figure) || !(*figure > 0)) return std::nullopt;
  return figure;
}

double log_cost(const Metric& metric, double figure) {
  const double log = std::log(figure);
  return metric.direction == Direction::lower_is_better ? log : -log;
}

std::string no_case_has(const Metric& metric, std::string_view who) {
  return fmt::format(
      "{} has the {} of any case, so that nothing can be judged by it; name runs that have it "
      "(energy needs power sensors that were read), or another --metric",
      who, metric.name);
}

}  // namespace steelyard::results
