#pragma once

#include <string>

#include "results/verdicts/ranking.hpp"

namespace steelyard::results {

/// The ranking as one CSV table (RFC 4180; docs/rank-csv.md lists the columns), long: a row `case`
/// for each case and chip, a row `score` for each chip in each group, profile and way to treat what
/// is missing, a row `missing` for each case that a chip lacks, a row `money` for each figure of
/// energy, tokens and money. A cell that does not apply is empty. Text from files is no formula;
/// control characters are escaped.
std::string rank_csv(const Ranking& ranking);

}  // namespace steelyard::results
