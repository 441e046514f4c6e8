#pragma once

#include <string>

#include "results/verdicts/gate/gate.hpp"

namespace steelyard::results {

/// The gate's verdict as Markdown for a pull request or a step's summary: the verdict, what changed
/// in the setup, and a table of the cases that are no pass, the gravest first. With `all`, passes
/// too, folded away.
std::string gate_markdown(const GateResult& result, bool all);

}  // namespace steelyard::results
