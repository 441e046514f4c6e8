#pragma once

#include <string>

#include "results/import/import_files.hpp"

namespace steelyard::results {

/// What an import read and what it left out, file by file, for a terminal; every string from a file
/// is escaped.
std::string import_text(const import::Imported& imported, const std::string& output);

}  // namespace steelyard::results
