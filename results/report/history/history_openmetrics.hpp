#pragma once

#include <string>

#include "results/verdicts/history/history.hpp"

namespace steelyard::results {

/// A history as OpenMetrics text. Gauges for each case, with the labels `case`, `group` and `id`:
///
///   steelyard_history_median_seconds   the newest run's median; absent if that has no figure
///   steelyard_history_level_seconds    median over the runs since the last change of level
///   steelyard_history_ratio            rate after / before the last change; absent without one
///   steelyard_history_alarm            1 if the case has an alarm, else 0
std::string history_openmetrics(const History& history);

}  // namespace steelyard::results
