#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "results/verdicts/gate/nights.hpp"
#include "results/verdicts/summarised_run.hpp"

namespace steelyard::app {

/// The run files (*.h5) below each folder, in order of their names; files as they are given. Throws
/// UsageError for a name that is neither.
std::vector<std::filesystem::path> run_files(const std::vector<std::string>& names);

/// What files come to, by their summaries where they have one, one by one: in their order, and then
/// the runs of packs. A pack (results/store/pack.hpp) yields its runs, each named "PACK: original
/// name", but for those that are among the files themselves or came from another pack. At the end
/// throws DataError that names every file that cannot be read, each with its reason.
void read_each_for_comparison(const std::vector<std::filesystem::path>& files,
                              const std::function<void(results::SummarisedRun)>& take);

/// All of them.
std::vector<results::SummarisedRun> read_for_comparison(
    const std::vector<std::filesystem::path>& files);

/// What a history or the noise of the gate needs of them, by one metric, which takes less than a
/// tenth of the memory.
results::Nights read_nights(const std::vector<std::filesystem::path>& files,
                            const results::Metric& metric);

}  // namespace steelyard::app
