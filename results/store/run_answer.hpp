#pragma once

#include <filesystem>

#include "harness/core/record.hpp"
#include "results/store/separate_process.hpp"

namespace steelyard::results {

/// What the process that reads a run file hands over: the run, or what is wrong with the file. Does
/// not throw.
void read_and_tell(const std::filesystem::path& file, const Tell& tell) noexcept;

/// The run that the process handed over. Throws DataError with what it told, or with what became of
/// it: crashed, overdue. `limits` are those it had.
RunRecord run_from(const ProcessEnd& end, const std::filesystem::path& file,
                   const ProcessLimits& limits);

}  // namespace steelyard::results
