#pragma once

#include <optional>
#include <vector>

#include "harness/core/record.hpp"
#include "results/verdicts/figures.hpp"

namespace steelyard::results {

/// case_figures() of every case of the run, in its order, with its own resampling_of(); cases are
/// computed in parallel. Throws DataError of the first case that has one.
std::vector<std::optional<CaseFigures>> run_figures(const RunRecord& run);

}  // namespace steelyard::results
