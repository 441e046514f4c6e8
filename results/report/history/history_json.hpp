#pragma once

#include <string>

#include "results/verdicts/history/history.hpp"

namespace steelyard::results {

/// A history as one JSON object; docs/gate.md has its keys.
std::string history_json(const History& history);

/// The same in a fifth of the space, for a page: no blanks, and the points of a case in columns,
/// {"runs": [[first, how many], ...], "figure": [...], "outliers": [index, ...]}, with 6
/// significant digits.
std::string history_columns_json(const History& history);

}  // namespace steelyard::results
