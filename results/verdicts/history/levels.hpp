#pragma once

#include <cstddef>
#include <vector>

#include "results/verdicts/history/history.hpp"

namespace steelyard::results {

/// A stretch of nights between two lasting changes.
struct HistoryLevel {
  std::size_t point = 0;  ///< index into HistoryCase::points: the first of the level
  std::size_t points = 0;
  double figure = 0;  ///< of its nights, outliers too
};

/// The levels of a case, in order: they cover its points without a gap. A change of the setup that
/// changed nothing ends none.
std::vector<HistoryLevel> levels(const HistoryCase& series);

}  // namespace steelyard::results
