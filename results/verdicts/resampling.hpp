#pragma once

#include <span>
#include <vector>

#include "results/verdicts/pooled_case.hpp"
#include "results/verdicts/ranking.hpp"
#include "results/verdicts/score_plan.hpp"

namespace steelyard::results {

/// Every case on every row: [case][row], nothing where no run of the row has the case.
using CaseGrid = std::vector<std::vector<std::optional<PooledCase>>>;

/// Draws the resamples of all cases, chip by chip. Gives the cells of `ranking` the intervals of
/// their figures and ratios, and adds the resamples up to scores: one list for each of `plans`, in
/// the order of its chips, without ranks. Cases are drawn in parallel and added up in their order.
/// Kept are the resamples of a baseline that is a run, and for one chip at a time those of some
/// cases and of its scores.
std::vector<std::vector<Score>> resample(Ranking& ranking, std::span<const PooledRuns> rows,
                                         const CaseGrid& grid, std::span<const ScorePlan> plans,
                                         const RankOptions& options);

}  // namespace steelyard::results
