#pragma once

#include <span>
#include <vector>

#include "results/verdicts/ranking.hpp"
#include "results/verdicts/score_plan.hpp"

namespace steelyard::results {

/// Sorts best first and gives each its rank: 1 + the number of scores whose interval lies wholly
/// above its own. Scores that overlap share a rank.
void give_ranks(std::vector<Score>& scores);

/// Sets `to_baseline` by the score's `tost`, or `no_verdict`, why there is none: one of the sides
/// was not measured by this program, or the interval does not hold all that varies (`is_thin`).
void judge(Score& score, const Ranking& ranking, bool is_thin);

/// Adds the baseline that is a run, with ratio 1, and gives ranks.
void complete_scores(std::vector<Score>& scores, const Ranking& ranking);

/// A group of the suite before its score: the cases of all its chips, each of the same weight.
/// `chips` of the plan is empty if there is no score; then `group.reason` says why.
struct GroupPlan {
  GroupRanking group;
  ScorePlan plan;
};

/// The groups in the order of cases. Sets cells that lack a partner to `not_common`.
std::vector<GroupPlan> plan_groups(Ranking& ranking);

}  // namespace steelyard::results
