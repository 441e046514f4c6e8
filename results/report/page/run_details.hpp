#pragma once

#include <string>
#include <vector>

#include "harness/core/record.hpp"
#include "results/report/page/rank_times.hpp"
#include "results/verdicts/ranking.hpp"

namespace steelyard::results::page {

/// One case of a run, without its samples.
struct CaseDetails {
  CaseRecord record;             ///< without visits
  std::vector<RankTimes> ranks;  ///< by rank; of a model the first; empty without times of each
};

/// What the page needs of one run. Takes a small fraction of the run's memory, so that the runs of
/// a report can be read one after the other.
struct RunDetails {
  std::string name;  ///< of the file
  RunInfo info;      ///< without the suite's text and topologies
  std::vector<CaseDetails> cases;
};

RunDetails run_details(const NamedRun& run);

/// The case of that id; null if the run has none.
const CaseDetails* find_case(const RunDetails& run, const std::string& id);

}  // namespace steelyard::results::page
