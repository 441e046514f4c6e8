#pragma once

#include "results/verdicts/ranking.hpp"

namespace steelyard::results {

/// Weighted geometric mean of ratios, with its interval from the same mean of each resample.
/// `ratios` and `distributions` have one entry per case, `weights` too; all weights above 0.
Interval score_of(const std::vector<double>& ratios,
                  const std::vector<const std::vector<double>*>& distributions,
                  const std::vector<double>& weights, double confidence);

/// Sorts best first and gives each its rank: 1 + the number of scores whose interval lies wholly
/// above its own. Scores that overlap share a rank.
void give_ranks(std::vector<Score>& scores);

/// Fills `ranking.groups` from its cases, and sets cells that lack a partner to `not_common`.
void score_groups(Ranking& ranking, const RankOptions& options);

}  // namespace steelyard::results
