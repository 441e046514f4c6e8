#pragma once

#include <filesystem>
#include <functional>
#include <string_view>

#include "results/store/run_brief.hpp"
#include "results/store/run_file.hpp"
#include "results/store/separate_process.hpp"

namespace steelyard::results {

/// What the process that reads a run file hands over: its content, or what is wrong with the file.
/// Does not throw. Returns whether nothing is wrong with it.
bool read_and_tell(const std::filesystem::path& file, const Tell& tell) noexcept;
/// The same for a run in brief.
bool read_brief_and_tell(const std::filesystem::path& file, Depth depth, const Tell& tell) noexcept;

/// First byte of what the process hands over where nothing is wrong with the file.
inline constexpr char all_is_well = 'R';

/// Does `read`, which tells `all_is_well` and what it read; if it throws before, tells what is
/// wrong with the file, a `kind` (hdf5::run_file, ...). Returns whether nothing is.
bool tell_what_is_read(const std::filesystem::path& file, const char* kind, const Tell& tell,
                       const std::function<void()>& read) noexcept;

/// What came after that byte. Throws DataError with what was told, or with what became of the
/// process: crashed, overdue. `limits` are those it had.
std::string_view message_from(const ProcessEnd& end, const std::filesystem::path& file,
                              const char* kind, const ProcessLimits& limits);

/// The content that the process handed over. Throws DataError with what it told, or with what
/// became of it: crashed, overdue. `limits` are those it had.
RunFileContent run_from(const ProcessEnd& end, const std::filesystem::path& file,
                        const ProcessLimits& limits);
RunInBrief brief_from(const ProcessEnd& end, const std::filesystem::path& file,
                      const ProcessLimits& limits);

}  // namespace steelyard::results
