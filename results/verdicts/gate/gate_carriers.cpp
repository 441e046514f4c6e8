#include "results/verdicts/gate/gate_carriers.hpp"

#include <algorithm>
#include <string>

namespace steelyard::results {
namespace {

/// The runs of one side, and where their ranks are.
struct Side {
  std::span<const SummarisedRun> runs;
  std::vector<RankPlaces> places;

  explicit Side(std::span<const SummarisedRun> all) : runs(all) {
    for (const SummarisedRun& run : runs) places.push_back(places_of(run));
  }
};

/// The runs that have a figure for the case; `collective` is set to whether it is one.
std::vector<CaseInRun> runs_with(const Side& side, const std::string& id, bool& collective) {
  std::vector<CaseInRun> out;
  for (std::size_t run = 0; run < side.runs.size(); ++run) {
    const auto& cases = side.runs[run].run.cases;
    const auto found = std::find_if(cases.begin(), cases.end(),
                                    [&](const CaseRecord& each) { return each.id == id; });
    if (found == cases.end()) continue;
    const auto& times = side.runs[run].times[static_cast<std::size_t>(found - cases.begin())];
    if (!has_figures(*found, times)) continue;
    out.push_back({&side.places[run], times->rank_medians_seconds});
    collective = is_collective(*found);
  }
  return out;
}

std::vector<CaseInRun> noise_of(const std::string& id, const Nights& nights,
                                const std::vector<const Night*>& noise) {
  const auto& cases = nights.cases();
  const auto found = std::find_if(cases.begin(), cases.end(),
                                  [&](const NightCase& each) { return each.id == id; });
  if (found == cases.end()) return {};
  std::vector<CaseInRun> out;
  for (const Night* night : noise) {
    out.push_back(nights.ranks_of(*night, static_cast<std::size_t>(found - cases.begin())));
  }
  return out;
}

}  // namespace

void find_carriers(GateResult& result, std::span<const SummarisedRun> baseline,
                   std::span<const SummarisedRun> candidate, const Nights& nights,
                   const std::vector<const Night*>& noise) {
  const Side before(baseline);
  const Side after(candidate);
  std::vector<CarriedChange> changes;
  for (GatedCase& each : result.cases) {
    const bool changed =
        each.verdict == GateVerdict::regressed || each.verdict == GateVerdict::improved;
    if (!changed || !each.ratio) continue;
    if (!is_time(*result.metric)) {
      each.carried_by = carrier_beyond_times();
      continue;
    }
    CarrierQuestion question;
    question.before = runs_with(before, each.id, question.collective);
    question.after = runs_with(after, each.id, question.collective);
    question.others = noise_of(each.id, nights, noise);
    question.ratio = each.ratio->point;
    each.carried_by = carrier_of(question);
    changes.push_back({each.name, question.ratio, question.collective, &each.carried_by});
  }
  point_collectives(changes);
}

}  // namespace steelyard::results
