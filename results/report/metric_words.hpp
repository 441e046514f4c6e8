#pragma once

#include <string>

#include "results/verdicts/gate/metric.hpp"

/// How outputs of the gate and the history name a metric. The time is what they speak of unless
/// they say otherwise, so these are empty for it.
namespace steelyard::results {

/// ", by energy", for the end of a headline.
std::string by_metric(const Metric& metric);

/// "energy-" or "energy_" or "energy ", for names of findings and gauges that must not be those of
/// the time.
std::string metric_prefix(const Metric& metric, char separator);

}  // namespace steelyard::results
