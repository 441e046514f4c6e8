#pragma once

#include <filesystem>

#include "results/store/run_file.hpp"
#include "results/store/separate_process.hpp"

namespace steelyard::results {

/// What the process that reads a run file hands over: its content, or what is wrong with the file.
/// Does not throw.
void read_and_tell(const std::filesystem::path& file, const Tell& tell) noexcept;

/// The content that the process handed over. Throws DataError with what it told, or with what
/// became of it: crashed, overdue. `limits` are those it had.
RunFileContent run_from(const ProcessEnd& end, const std::filesystem::path& file,
                        const ProcessLimits& limits);

}  // namespace steelyard::results
