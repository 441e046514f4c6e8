#pragma once

#include <string>

#include "harness/core/record.hpp"

namespace steelyard::results {

/// A run in words, at most 120 columns: what should make a reader careful first, then what ran
/// where, then every case in the order of the suite with its outcome, median, interval, p5, p95,
/// p99, figure, verification and algorithm. Pure; what comes from the file is shown with control
/// characters escaped. Throws DataError for samples that cannot be times (figures.hpp).
std::string show_text(const RunRecord& run);

}  // namespace steelyard::results
