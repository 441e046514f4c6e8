#pragma once

#include <span>
#include <vector>

#include "results/chips/catalogue.hpp"
#include "results/verdicts/summarised_run.hpp"

namespace steelyard::results {

/// The runs whose samples a ranking needs and that were read by their summary alone: those that are
/// the only one of their row (pooling.hpp) with times of some case. An interval between runs needs
/// their medians; one within a run, its samples. `baseline` may be null, and may be among them.
std::vector<const SummarisedRun*> runs_to_read_whole(std::span<const SummarisedRun> runs,
                                                     const SummarisedRun* baseline,
                                                     const Catalogue& catalogue);

}  // namespace steelyard::results
