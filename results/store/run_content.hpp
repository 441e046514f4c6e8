#pragma once

#include <filesystem>

#include "results/store/run_brief.hpp"
#include "results/store/run_file.hpp"

namespace steelyard::results {

/// What read_run_file() does, in this process: for a child process that may crash, hang or run out
/// of memory, as the HDF5 library does on some files. Throws DataError, std::bad_alloc.
RunFileContent read_content(const std::filesystem::path& file);

/// The same for read_run_summary().
RunInBrief read_brief(const std::filesystem::path& file, Depth depth);

}  // namespace steelyard::results
