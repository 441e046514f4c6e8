#include "results/verdicts/needed_samples.hpp"

#include <algorithm>
#include <map>
#include <string>
#include <tuple>

#include "results/verdicts/pooling.hpp"

namespace steelyard::results {
namespace {

/// What the runs that are pooled for one case agree in.
using CaseKey = std::tuple<std::string, int, double, double, double, double>;

CaseKey key_of(const CaseRecord& record) {
  const WorkModel& work = record.work;
  return {record.id,        record.ranks,       work.flops,
          work.bytes_moved, work.message_bytes, work.busbw_factor};
}

bool gives_a_figure(const CaseRecord& record, const std::optional<CaseTimes>& times) {
  return times && times->fault.empty() && steelyard::has_samples(record.outcome) &&
         record.verification.state != VerificationState::failed;
}

/// Of one row: the runs that are the only one with a figure for some case.
std::vector<const SummarisedRun*> alone_with_a_case(const PooledRuns& row) {
  std::map<CaseKey, std::vector<const SummarisedRun*>> by_case;
  for (const SummarisedRun* run : row.runs) {
    for (std::size_t i = 0; i < run->run.cases.size(); ++i) {
      const CaseRecord& record = run->run.cases[i];
      if (gives_a_figure(record, run->times[i])) by_case[key_of(record)].push_back(run);
    }
  }
  std::vector<const SummarisedRun*> alone;
  for (const auto& [key, having] : by_case) {
    if (having.size() == 1) alone.push_back(having.front());
  }
  std::sort(alone.begin(), alone.end());
  alone.erase(std::unique(alone.begin(), alone.end()), alone.end());
  return alone;
}

}  // namespace

std::vector<const SummarisedRun*> runs_to_read_whole(std::span<const SummarisedRun> runs,
                                                     const SummarisedRun* baseline,
                                                     const Catalogue& catalogue) {
  std::vector<const SummarisedRun*> wanted;
  for (const PooledRuns& row : pool_runs(runs, baseline, catalogue)) {
    for (const SummarisedRun* run : alone_with_a_case(row)) {
      if (!has_quoted_times(*run)) wanted.push_back(run);
    }
  }
  return wanted;
}

}  // namespace steelyard::results
