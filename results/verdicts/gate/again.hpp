#pragma once

#include <set>
#include <span>
#include <string>

#include "results/verdicts/gate/gate.hpp"

/// Suspects of a night that were measured again, baseline and candidate by turns.
namespace steelyard::results {

/// The ids of the cases that regressed.
std::set<std::string> suspects_of(const GateResult& night);

/// Judges the suspects of `night` anew, by these runs alone, by the same metric and with the
/// same `options`, and changes the verdicts accordingly:
///
/// | in these runs | becomes |
/// |---|---|
/// | regressed, added (the baseline has no figure), or there is no such case | regressed |
/// | pass, improved | pass |
/// | inconclusive, failed, missing | the same |
///
/// `night.again->cases` is filled, and nothing else of it; each suspect's reason has both figures.
/// Other cases of these runs are not looked at. Throws like gate(); `night` is then as before.
void judge_again(GateResult& night, std::span<const SummarisedRun> baseline,
                 std::span<const SummarisedRun> candidate, const GateOptions& options);

}  // namespace steelyard::results
