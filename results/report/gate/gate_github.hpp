#pragma once

#include <string>
#include <string_view>

#include "results/verdicts/gate/gate.hpp"

/// What GitHub Actions reads: workflow commands in a job's log, and the summary of a step.
namespace steelyard::results {

/// A workflow command for each case that is no pass: `::error` for regressed, failed and missing,
/// `::warning` for inconclusive; the gravest first, since GitHub shows ten of each. Nothing for the
/// others.
std::string github_commands(const GateResult& result);

/// `text` between `::stop-commands::TOKEN` and `::TOKEN::`, so that nothing in it, such as a name
/// from a run file, is obeyed as a command. `token` must be unknown to whoever wrote the text.
std::string without_commands(std::string_view text, std::string_view token);

/// gate_markdown() for the summary of a step; of one larger than GitHub takes (1 MiB), the headline
/// alone.
std::string github_summary(const GateResult& result, bool all);

}  // namespace steelyard::results
