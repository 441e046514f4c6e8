#pragma once

#include <string>

#include "results/verdicts/ranking.hpp"

namespace steelyard::results {

/// The same content as rank_text() as JSON, two-space indented; docs/rank-json.md lists the keys.
/// Rates in base units (FLOP/s, bytes/s), times in seconds. Invalid UTF-8 is replaced.
std::string rank_json(const Ranking& ranking);

}  // namespace steelyard::results
