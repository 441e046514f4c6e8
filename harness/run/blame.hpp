#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "harness/run/standing.hpp"

namespace steelyard::run {

/// What one rank is known to do while the run does not go on.
struct Witness {
  std::string rank;                  ///< its label, or "rank 3" where nothing more is known
  std::optional<Standing> standing;  ///< nothing: it did not answer
  bool lost = false;                 ///< its connection has ended
};

/// Who keeps the others waiting, and the sentences that say so.
struct Blame {
  std::vector<std::size_t> ranks;  ///< indices of witnesses; empty: nobody stands out
  bool all_answered = true;        ///< a rank that does not answer cannot be freed
  std::string text;
};

/// Finds, by rank, who keeps the others waiting. In this order: ranks that do not answer; ranks
/// that have begun fewer steps than others; ranks that are not inside a call that waits for others;
/// ranks that have begun fewer iterations. If all ranks stand alike, nobody is named.
Blame find_blame(std::span<const Witness> witnesses);

/// "rank 1 (node7, fake:1) has been in step 'sample' of CASE for 3.2 s (allowed: 3 s; at most
/// 0.05 s before), iteration 12, inside 'multiplying matrices'; it last finished 'warm up'"
std::string describe(const Standing& standing);
/// The same, or what is known of a rank that does not answer.
std::string describe(const Witness& witness);

}  // namespace steelyard::run
