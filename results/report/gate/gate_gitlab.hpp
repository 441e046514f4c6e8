#pragma once

#include <string>

#include "results/verdicts/gate/gate.hpp"

namespace steelyard::results {

/// The gate's verdict as GitLab's code quality report: a JSON list with one finding for each case
/// that is no pass, empty if there is none. Findings have no source file; their path is the case's
/// name under `steelyard/`. A finding keeps its fingerprint for as long as the case has the
/// verdict.
std::string gate_gitlab(const GateResult& result);

}  // namespace steelyard::results
