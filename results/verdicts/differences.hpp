#pragma once

#include <span>

#include "results/verdicts/resampling.hpp"

namespace steelyard::results {

/// Fills `not_comparable` with every case that two rows have in a way that cannot be weighed, and
/// `cautions` with what differs between rows whose cases are compared nevertheless: numbers of
/// ranks and nodes, and origins.
void list_differences(Ranking& ranking, std::span<const PooledRuns> rows, const CaseGrid& grid);

}  // namespace steelyard::results
