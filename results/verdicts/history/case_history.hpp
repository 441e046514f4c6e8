#pragma once

#include <cstddef>
#include <vector>

#include "results/verdicts/history/history.hpp"

namespace steelyard::results {

/// Finds the changes of one case and marks its outliers; states other than `alarm`, which depends
/// on the other cases too, are final. Indices of `boundaries` are those of runs with which the
/// setup changed: each starts a segment of its own.
void find_changes(HistoryCase& series, const std::vector<std::size_t>& boundaries,
                  const History& history, const HistoryOptions& options);

}  // namespace steelyard::results
