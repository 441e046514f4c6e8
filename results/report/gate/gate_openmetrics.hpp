#pragma once

#include <string>

#include "results/verdicts/gate/gate.hpp"

namespace steelyard::results {

/// The gate's verdict as OpenMetrics text, for the textfile collector of node_exporter or a push
/// gateway. Gauges for each case, with the labels `case`, `group` and `id`:
///
///   steelyard_gate_ratio{...}                       candidate / baseline; absent without a figure
///   steelyard_gate_ratio_low, steelyard_gate_ratio_high   its interval, where it is known
///   steelyard_gate_verdict{...,verdict="regressed"} 1     one for each case
std::string gate_openmetrics(const GateResult& result);

}  // namespace steelyard::results
