#pragma once

#include <functional>
#include <map>
#include <string>

#include "results/verdicts/ranking.hpp"

/// The rows of rank_csv().
namespace steelyard::results {

/// The cells of a row by the title of their column; absent ones are empty.
using RankCsvRow = std::map<std::string, std::string, std::less<>>;

/// The line of a row, or of the titles.
std::string csv_line_of(const RankCsvRow& row);
std::string csv_titles();

/// The cells that every row of a chip has.
RankCsvRow csv_row_of_chip(const Ranking& ranking, std::size_t chip);

/// Puts an interval into the columns NAME, NAME_low, NAME_high, each with `suffix` behind; the ends
/// only where they are known.
void put_interval(RankCsvRow& row, const std::string& name, const Interval& interval, bool known,
                  const std::string& suffix = "");

/// A row for each figure of energy, tokens and money of each chip in each profile; "" without any.
std::string csv_money_rows(const Ranking& ranking);

}  // namespace steelyard::results
