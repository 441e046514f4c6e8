#pragma once

#include <array>
#include <string>
#include <vector>

#include "results/verdicts/gate/gate.hpp"

namespace steelyard::results {

/// The order in which every output tells verdicts.
inline constexpr std::array gravest_first{
    GateVerdict::regressed, GateVerdict::failed,   GateVerdict::missing, GateVerdict::inconclusive,
    GateVerdict::added,     GateVerdict::improved, GateVerdict::pass};

/// "ratio", "energy ratio".
std::string ratio_word(const Metric& metric);

/// The gate's verdict for a terminal or a log, 120 columns: the verdict first, then what changed in
/// the setup, every case that is no pass with its numbers and reason, and what could have been
/// missed. With `all`, passes too. Text from files is shown with control characters escaped.
std::string gate_text(const GateResult& result, bool all);

/// "REGRESSED: 1 of 29 cases": the first line of every output. Names the metric where it is not the
/// time, as all outputs do.
std::string gate_headline(const GateResult& result);

/// Whether suspects were measured again and what came of it, or why not: a sentence or two. ""
/// where nothing was to be measured again.
std::string gate_again(const GateResult& result);

/// "ratio 0.912 [0.905, 0.919], p 2.1e-09": the numbers of one case in a line; "no figure" without.
std::string gate_numbers(const GatedCase& gated, const Metric& metric);

/// Why the case has its verdict: its reason as it stands in files, else gate_numbers(); and which
/// ranks carry it, as far as that is known.
std::string gate_cause(const GatedCase& gated, const Metric& metric);

/// The cases of one verdict, the largest loss first.
std::vector<const GatedCase*> cases_with(const GateResult& result, GateVerdict verdict);

}  // namespace steelyard::results
