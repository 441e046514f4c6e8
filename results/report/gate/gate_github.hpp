#pragma once

#include <string>

#include "results/verdicts/gate/gate.hpp"

namespace steelyard::results {

/// A workflow command of GitHub Actions for each case that is no pass: `::error` for regressed,
/// failed and missing, `::warning` for inconclusive; the gravest first, since GitHub shows ten of
/// each. Nothing for the others.
std::string gate_github(const GateResult& result);

}  // namespace steelyard::results
