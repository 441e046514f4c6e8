#pragma once

#include <filesystem>

#include "results/store/run_brief.hpp"
#include "results/store/run_file.hpp"
#include "results/store/separate_process.hpp"

namespace steelyard::results {

/// What the process that reads a run file hands over: its content, or what is wrong with the file.
/// Does not throw. Returns whether nothing is wrong with it.
bool read_and_tell(const std::filesystem::path& file, const Tell& tell) noexcept;
/// The same for a run in brief.
bool read_brief_and_tell(const std::filesystem::path& file, Depth depth, const Tell& tell) noexcept;

/// The content that the process handed over. Throws DataError with what it told, or with what
/// became of it: crashed, overdue. `limits` are those it had.
RunFileContent run_from(const ProcessEnd& end, const std::filesystem::path& file,
                        const ProcessLimits& limits);
RunInBrief brief_from(const ProcessEnd& end, const std::filesystem::path& file,
                      const ProcessLimits& limits);

}  // namespace steelyard::results
