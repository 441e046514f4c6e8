#pragma once

#include <string>

#include "results/verdicts/gate/gate.hpp"

namespace steelyard::results {

/// The gate's verdict as comma-separated values (RFC 4180): a line of titles and one for each case.
/// A cell is empty where there is no such number; docs/gate.md explains the columns, which are the
/// keys of the JSON.
std::string gate_csv(const GateResult& result);

}  // namespace steelyard::results
