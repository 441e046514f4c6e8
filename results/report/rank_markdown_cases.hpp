#pragma once

#include <string>

#include "results/verdicts/ranking.hpp"

namespace steelyard::results {

/// A folded table of the cases of each group, cases that have no partner, and the sources of the
/// baseline's figures.
std::string rank_markdown_cases(const Ranking& ranking);

/// A folded table of energy and money by profile; "" where nothing is known of them.
std::string rank_markdown_money(const Ranking& ranking);

}  // namespace steelyard::results
