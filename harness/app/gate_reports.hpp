#pragma once

#include "harness/app/ci_reports.hpp"
#include "results/verdicts/gate/gate.hpp"

namespace steelyard::app {

/// The gate's verdict in the forms of CI systems; with `all`, Markdown lists passes too. `result`
/// must live as long.
CiReports gate_reports(const results::GateResult& result, bool all);

}  // namespace steelyard::app
