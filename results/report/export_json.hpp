#pragma once

#include <string>

#include "harness/core/record.hpp"

namespace steelyard::results {

/// A whole run as JSON, with the names of the run file as keys (docs/run-file.md): nothing is left
/// out, and `figures` of each measured case is added. Samples are [iteration][rank]. What is not a
/// number is null; invalid UTF-8 is replaced. Throws DataError for samples that cannot be times
/// (figures.hpp).
std::string export_json(const RunRecord& run);

}  // namespace steelyard::results
