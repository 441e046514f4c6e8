#pragma once

#include <string>

#include "harness/core/record.hpp"

namespace steelyard::results {

/// A run as one CSV table (RFC 4180, first line the names; docs/run-file.md lists the columns).
/// Each case has one row `case` with its outcome and, if it was measured, its figures, and below it
/// one row `sample` per iteration and rank. A cell that does not apply is empty. Texts of the file
/// that a spreadsheet would take for a formula get a ' in front; control characters are escaped.
/// Throws DataError for samples that cannot be times (figures.hpp).
std::string export_csv(const RunRecord& run);

}  // namespace steelyard::results
