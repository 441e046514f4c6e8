#pragma once

#include <string>

#include "results/verdicts/ranking.hpp"

namespace steelyard::results {

/// The ranking as a page of plain text, 120 columns, for a reader who doubts it: what was weighed
/// against what, warnings, score per group, every case with its interval and the origin of the
/// figure it is weighed against, a legend, and what cannot be concluded. Text from files is shown
/// with control characters escaped.
std::string rank_text(const Ranking& ranking);

}  // namespace steelyard::results
