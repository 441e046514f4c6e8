#pragma once

#include <string>

#include "results/verdicts/gate/gate.hpp"

namespace steelyard::results {

/// The gate's verdict as one JSON object; docs/gate.md has its keys.
std::string gate_json(const GateResult& result);

}  // namespace steelyard::results
