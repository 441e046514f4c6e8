#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "results/verdicts/ranking.hpp"

/// What every format of a ranking says in the same words.
namespace steelyard::results {

/// The letter that stands for a chip: A, B, ..., Z, then C27.
std::string chip_letter(std::size_t chip);

/// "1", "2=" where chips share the rank, "3?" where there is no interval to tell it by.
std::string rank_mark(const Score& score, std::span<const Score> all);

/// "0.81 [0.80, 0.82]", "0.81 [unknown]", "1, by definition" for the baseline.
std::string score_text(const Ranking& ranking, const Score& score);

/// "comparable [0.98, 1.01]" with the interval that decided it; "" where there is no verdict.
std::string verdict_text(const Score& score);

/// The scores that the profile itself goes by: with stand-ins if it says so and something is
/// missing, else over the cases that all chips have.
const std::vector<Score>& own_scores(const ProfileRanking& profile);
/// The share of its weight that these rest on.
double own_weight(const ProfileRanking& profile);

/// The score of a chip, or null.
const Score* score_of_chip(std::span<const Score> scores, std::size_t chip);

/// Chips in the order of a ranking: by the first profile that has scores, else by the first group;
/// the others behind.
std::vector<std::size_t> chips_in_order(const Ranking& ranking);

/// What makes the whole ranking doubtful, worst first, a sentence each; file names and the like are
/// not yet made safe.
std::vector<std::string> doubts(const Ranking& ranking);

/// A fact of runs in which the chips are unlike, and who has which.
struct UnlikeValue {
  std::string value;  ///< empty: not known
  std::vector<std::size_t> chips;
};
struct UnlikeThing {
  std::string what;  ///< "origin", "ranks", "nodes", "backend", "runs", "suite", "program"
  std::vector<UnlikeValue> values;
};

/// In what the chips are unlike beside what they are; not yet made safe.
std::vector<UnlikeThing> unlike_things(const Ranking& ranking);
/// "ranks: A 2, B C 8".
std::string unlike_text(const UnlikeThing& thing);

/// One sentence on what the baseline is and what follows from that; not yet made safe.
std::string baseline_sentence(const BaselineSummary& baseline);

/// "wider: -23.1 % against the score without it": what a profile's stand-ins cost a chip. Nothing
/// where one of the scores is not there.
std::string cost_of_missing(const ProfileRanking& profile, std::size_t chip);

}  // namespace steelyard::results
