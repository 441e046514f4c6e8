#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "results/verdicts/summarised_run.hpp"

namespace steelyard::app {

/// The run files (*.h5) below each folder, in order of their names; files as they are given. Throws
/// UsageError for a name that is neither.
std::vector<std::filesystem::path> run_files(const std::vector<std::string>& names);

/// What files come to, by their summaries where they have one. A pack (results/store/pack.hpp)
/// yields its runs, each named "PACK: original name", but for those that are among the files
/// themselves or came from another pack. Throws DataError that names every file that cannot be
/// read, each with its reason.
std::vector<results::SummarisedRun> read_for_comparison(
    const std::vector<std::filesystem::path>& files);

}  // namespace steelyard::app
