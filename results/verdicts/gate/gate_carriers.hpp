#pragma once

#include <span>
#include <vector>

#include "results/verdicts/gate/gate.hpp"
#include "results/verdicts/gate/nights.hpp"

namespace steelyard::results {

/// Says of each case that regressed or improved which ranks carry it. The runs are those that the
/// result was made from; `noise` are some of `nights`.
void find_carriers(GateResult& result, std::span<const SummarisedRun> baseline,
                   std::span<const SummarisedRun> candidate, const Nights& nights,
                   const std::vector<const Night*>& noise);

}  // namespace steelyard::results
