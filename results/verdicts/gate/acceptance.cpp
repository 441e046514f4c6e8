#include "results/verdicts/gate/acceptance.hpp"

#include <fmt/format.h>

#include <set>

namespace steelyard::results {
namespace {

/// The first case that has no sound figure, and how many there are.
void doubt_cases(const SummarisedRun& run, std::vector<AcceptanceDoubt>& doubts) {
  int count = 0;
  std::string first;
  for (std::size_t i = 0; i < run.run.cases.size(); ++i) {
    const CaseRecord& record = run.run.cases[i];
    if (record.outcome == Outcome::skipped) continue;
    const bool wrong = record.verification.state == VerificationState::failed;
    const bool sound = (record.outcome == Outcome::passed || record.outcome == Outcome::unstable) &&
                       !wrong && run.times[i] && run.times[i]->fault.empty();
    if (sound) continue;
    if (count++ > 0) continue;
    first = fmt::format("{} ({})", record.name, wrong ? "wrong result" : name(record.outcome));
  }
  if (count == 0) return;
  doubts.push_back({"failed", fmt::format("{} of {} cases of {} have no sound figure, such as {}",
                                          count, run.run.cases.size(), run.name, first)});
}

void doubt_run(const SummarisedRun& run, std::vector<AcceptanceDoubt>& doubts) {
  const RunInfo& info = run.run.info;
  if (info.state != RunState::complete) {
    doubts.push_back({"unfinished", fmt::format("{} did not come to its end: it is {}", run.name,
                                                name(info.state))});
  }
  if (info.origin != Origin::measured) {
    doubts.push_back(
        {"origin", fmt::format("{} is {}, not measured", run.name, name(info.origin))});
  }
  doubt_cases(run, doubts);
}

}  // namespace

std::vector<AcceptanceDoubt> acceptance_doubts(std::span<const SummarisedRun> runs) {
  std::vector<AcceptanceDoubt> doubts;
  if (runs.size() < least_baseline_runs) {
    doubts.push_back(
        {"few", fmt::format("{} run{}, where {} are the least that show what runs of "
                            "an unchanged machine differ by",
                            runs.size(), runs.size() == 1 ? "" : "s", least_baseline_runs)});
  }
  std::set<std::string> seen;
  for (const SummarisedRun& run : runs) {
    if (!seen.insert(run.run.info.uuid).second) {
      doubts.push_back({"", fmt::format("{} is a run that is given twice", run.name)});
    }
    doubt_run(run, doubts);
  }
  return doubts;
}

}  // namespace steelyard::results
