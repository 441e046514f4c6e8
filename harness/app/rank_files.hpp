#pragma once

#include <optional>
#include <string>
#include <vector>

#include "results/chips/catalogue.hpp"
#include "results/verdicts/summarised_run.hpp"

namespace steelyard::app {

/// What a ranking is made of.
struct RankedFiles {
  std::vector<results::SummarisedRun> runs;
  std::optional<results::SummarisedRun> baseline;
};

/// Reads run files by their summaries, many at once, and then those whole whose samples the
/// intervals need. `baseline`: a run file to weigh against, or nothing. Shows how far it is where
/// standard error is a terminal and it takes more than a second.
///
/// Throws DataError if a file cannot be read or holds the numbers of a test double; where there are
/// several, each is named on standard error first.
RankedFiles read_files_to_rank(const std::vector<std::string>& files,
                               const std::optional<std::string>& baseline,
                               const results::Catalogue& catalogue);

}  // namespace steelyard::app
