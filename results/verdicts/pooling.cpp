#include "results/verdicts/pooling.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

namespace steelyard::results {
namespace {

/// Runs that agree in this are pooled.
using PoolKey = std::tuple<std::string, std::string, Origin, int, int, std::string>;

PoolKey key_of(const RankedChip& row) {
  return {row.chip_id.empty() ? "label " + row.label : "id " + row.chip_id,
          row.backend,
          row.origin,
          row.ranks,
          row.nodes,
          row.run_label};
}

std::ptrdiff_t finished_cases(const SummarisedRun& run) {
  return std::count_if(run.run.cases.begin(), run.run.cases.end(), [](const CaseRecord& record) {
    return record.outcome != Outcome::not_reached;
  });
}

/// Whether `run` is the better file of two of one run, whatever the order they were given in.
bool is_fuller(const SummarisedRun& run, const SummarisedRun& other) {
  const auto mine = finished_cases(run);
  const auto others = finished_cases(other);
  return mine != others ? mine > others : run.name < other.name;
}

bool is_same_run(const SummarisedRun& run, const SummarisedRun& other) {
  return !run.run.info.uuid.empty() && run.run.info.uuid == other.run.info.uuid;
}

/// Adds a run, unless it is there already.
void add(PooledRuns& row, const SummarisedRun& run) {
  for (const SummarisedRun*& each : row.runs) {
    if (!is_same_run(*each, run)) continue;
    const bool fuller = is_fuller(run, *each);
    row.notes.push_back(fmt::format("{} is the same run as {} and is not counted twice.",
                                    fuller ? each->name : run.name,
                                    fuller ? run.name : each->name));
    if (fuller) each = &run;
    return;
  }
  row.runs.push_back(&run);
}

/// What all runs of a row say of one thing, each answer once, sorted.
template <typename Of>
std::set<std::string> answers(const PooledRuns& row, Of of) {
  std::set<std::string> all;
  for (const SummarisedRun* run : row.runs) all.insert(of(run->run.info));
  return all;
}

void note_differences(PooledRuns& row) {
  const auto suites = answers(row, [](const RunInfo& info) { return info.suite_name; });
  const auto texts = answers(row, [](const RunInfo& info) { return info.suite_sha256; });
  if (suites.size() > 1) {
    row.notes.push_back(
        fmt::format("the runs are of different suites ({}): each case is pooled over the runs that "
                    "have it by the same case id.",
                    fmt::join(suites, ", ")));
  } else if (texts.size() > 1) {
    row.notes.emplace_back(
        "the suites of the runs have one name but different texts: each case is pooled over the "
        "runs that have it by the same case id.");
  }
  const auto versions =
      answers(row, [](const RunInfo& info) { return fmt::format("{}", info.method_version); });
  if (versions.size() > 1) {
    row.notes.push_back(
        fmt::format("the runs are of different method versions ({}): their cases have different "
                    "ids where the method changed, and those are not pooled.",
                    fmt::join(versions, ", ")));
  }
}

void finish(PooledRuns& row) {
  std::sort(row.runs.begin(), row.runs.end(), [](const SummarisedRun* a, const SummarisedRun* b) {
    const auto order = [](const SummarisedRun& run) {
      return std::tie(run.run.info.created_utc, run.run.info.uuid, run.name);
    };
    return order(*a) < order(*b);
  });
  std::sort(row.notes.begin(), row.notes.end());
  if (row.runs.size() == 2) {
    row.notes.emplace_back(
        "two runs show their spread by one difference alone, so that the intervals are wide "
        "(Student's t with 1 degree of freedom: 12.7 standard errors); a third run narrows them to "
        "4.3.");
  }
  if (row.runs.size() > 1) note_differences(row);
}

}  // namespace

std::vector<PooledRuns> pool_runs(std::span<const SummarisedRun> runs,
                                  const SummarisedRun* baseline, const Catalogue& catalogue,
                                  bool join_baseline) {
  std::vector<PooledRuns> rows;
  std::map<PoolKey, std::size_t> places;
  if (baseline != nullptr) {
    rows.push_back({chip_of_run(baseline->run.info, catalogue), {baseline}, true, {}});
    if (join_baseline) places.emplace(key_of(describe_chip(*baseline, rows.front().chip)), 0);
  }
  for (const SummarisedRun& run : runs) {
    if (baseline != nullptr && (&run == baseline || is_same_run(run, *baseline))) continue;
    const ChipOfRun chip = chip_of_run(run.run.info, catalogue);
    const auto [place, is_new] = places.emplace(key_of(describe_chip(run, chip)), rows.size());
    if (is_new) rows.push_back({chip, {}, false, {}});
    add(rows[place->second], run);
  }
  for (PooledRuns& row : rows) finish(row);
  return rows;
}

}  // namespace steelyard::results
