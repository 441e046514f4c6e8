#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "results/verdicts/history/history.hpp"

namespace steelyard::results {

/// Reads what people have said of changes, from a file that is kept under version control:
///
///     acknowledged:
///       - case: "matmul:*"          # canonical name, * stands for any text
///         run: 6f0c...              # uuid of the run with which the change began
///         by: ann@example.org
///         reason: power limit lowered to 350 W on purpose
///
/// Throws DataError that names file, line and column.
std::vector<Acknowledgement> read_acknowledgements(const std::filesystem::path& file);

}  // namespace steelyard::results
