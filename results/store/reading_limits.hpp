#pragma once

#include <filesystem>

#include "results/store/separate_process.hpp"

namespace steelyard::results {

/// What a process that reads this file may use up. Generous for every file that this program
/// writes: a second more for each MiB of it.
ProcessLimits limits_for(const std::filesystem::path& file);

}  // namespace steelyard::results
