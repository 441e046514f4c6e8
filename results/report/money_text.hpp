#pragma once

#include <string>

#include "results/verdicts/ranking.hpp"

namespace steelyard::results {

/// The sections of rank_text() on what work costs: measured energy by case, then tokens, power and
/// money by profile. "" where nothing is known of either.
std::string money_sections(const Ranking& ranking);

}  // namespace steelyard::results
