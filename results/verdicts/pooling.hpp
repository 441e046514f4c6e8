#pragma once

#include <span>
#include <string>
#include <vector>

#include "results/verdicts/ranked_chip.hpp"
#include "results/verdicts/summarised_run.hpp"

namespace steelyard::results {

/// A row of the ranking before it is ranked: one run of a chip, or several that are pooled.
struct PooledRuns {
  ChipOfRun chip;
  std::vector<const SummarisedRun*> runs;  ///< at least one, in the order in which they were made
  bool is_baseline = false;
  std::vector<std::string> notes;  ///< what a reader must know of the pooling, as sentences
};

/// Pools the runs in which chip (the catalogue's, else the label), backend, origin, ranks, nodes
/// and the run's own label (`--label`) agree. Rows are in the order of their first run as given;
/// within a row runs are in the order of creation time and id, so the order of files changes the
/// order of rows and nothing else. A run given twice (the same id) counts once; of two files of one
/// run, the one with more finished cases. `baseline`, which may be null, is a row of its own in
/// front, and is not ranked again; with `join_baseline` the runs that pool with it are in that row
/// too.
std::vector<PooledRuns> pool_runs(std::span<const SummarisedRun> runs,
                                  const SummarisedRun* baseline, const Catalogue& catalogue,
                                  bool join_baseline = false);

}  // namespace steelyard::results
