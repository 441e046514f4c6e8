#pragma once

#include <span>
#include <vector>

#include "results/verdicts/ranking.hpp"
#include "results/verdicts/score_plan.hpp"

namespace steelyard::results {

/// A profile before its scores. Plans without chips have no score.
struct ProfilePlan {
  ProfileRanking ranking;
  ScorePlan excluded;
  ScorePlan wider;
};

/// Plans both scores of a profile over all chips that have a ratio for at least one of its cases.
/// `records` has one for each case of the ranking. Of the ranking it needs points and standings.
///
///  - excluded: the cases that count on every chip; a part's weight is shared evenly by these.
///  - wider: the cases that count on some chip. One that a chip could not run, or did not, is
///    replaced on that chip by the same multiplication in the next wider dtype that it has
///    (stand_in.hpp), held against the baseline's figure for the case itself: what the work would
///    cost there. Of a baseline that lacks a case likewise. Nothing stands in for what is
///    implausible, or no multiplication.
ProfilePlan plan_profile(const Ranking& ranking, const Profile& profile,
                         std::span<const CaseRecord* const> records);

}  // namespace steelyard::results
