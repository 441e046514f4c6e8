#pragma once

#include <filesystem>

#include "harness/core/record.hpp"

namespace steelyard::results {

/// What read_run() does, in this process: for a child process that may crash, hang or run out of
/// memory, as the HDF5 library does on some files. Throws DataError, std::bad_alloc.
RunRecord read_content(const std::filesystem::path& file);

}  // namespace steelyard::results
