#include "results/verdicts/gate/again.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "results/verdicts/gate/nights.hpp"

namespace steelyard::results {
namespace {

/// The runs with the suspects alone, so that other cases neither count as suspects nor lend them
/// their spread.
std::vector<SummarisedRun> only(std::span<const SummarisedRun> runs,
                                const std::set<std::string>& ids) {
  std::vector<SummarisedRun> out;
  for (const SummarisedRun& run : runs) {
    SummarisedRun& kept = out.emplace_back();
    kept.name = run.name;
    kept.run.info = run.run.info;
    for (std::size_t i = 0; i < run.run.cases.size(); ++i) {
      if (!ids.contains(run.run.cases[i].id)) continue;
      kept.run.cases.push_back(run.run.cases[i]);
      kept.times.push_back(run.times[i]);
    }
  }
  return out;
}

std::string figure(const GatedCase& gated) {
  if (!gated.ratio) return "no figure";
  if (!(gated.degrees > 0)) return fmt::format("{:.3f}", gated.ratio->point);
  return fmt::format("{:.3f} [{:.3f}, {:.3f}]", gated.ratio->point, gated.ratio->low,
                     gated.ratio->high);
}

GateVerdict final_verdict(const GatedCase* again) {
  if (again == nullptr) return GateVerdict::regressed;
  switch (again->verdict) {
    case GateVerdict::pass:
    case GateVerdict::improved:
      return GateVerdict::pass;
    case GateVerdict::regressed:
    case GateVerdict::added:
      return GateVerdict::regressed;
    case GateVerdict::inconclusive:
    case GateVerdict::failed:
    case GateVerdict::missing:
      break;
  }
  return again->verdict;
}

/// "ratio 0.951 [0.94, 0.96] in the night, 1.002 [0.99, 1.01] measured again: pass"
std::string reason(const GatedCase& night, const GatedCase* again) {
  std::string out = fmt::format("ratio {} in the night", figure(night));
  if (again == nullptr) return out + "; the runs measured again do not have it";
  out += fmt::format(", {} measured again ({} run{} against {})", figure(*again),
                     again->candidate_runs, again->candidate_runs == 1 ? "" : "s",
                     again->baseline_runs);
  if (!again->reason.empty()) out += ": " + again->reason;
  return out;
}

void count_anew(GateResult& result) {
  result.counts.clear();
  result.verdict = GateVerdict::pass;
  for (const GatedCase& each : result.cases) {
    ++result.counts[each.verdict];
    result.verdict = std::max(result.verdict, each.verdict);
  }
}

}  // namespace

std::set<std::string> suspects_of(const GateResult& night) {
  std::set<std::string> ids;
  for (const GatedCase& each : night.cases) {
    if (each.verdict == GateVerdict::regressed) ids.insert(each.id);
  }
  return ids;
}

void judge_again(GateResult& night, std::span<const SummarisedRun> baseline,
                 std::span<const SummarisedRun> candidate, const GateOptions& options) {
  const std::set<std::string> ids = suspects_of(night);
  GateResult again =
      gate(only(baseline, ids), only(candidate, ids), Nights(*night.metric), options);
  for (GatedCase& each : night.cases) {
    if (!ids.contains(each.id)) continue;
    const auto found = std::find_if(again.cases.begin(), again.cases.end(),
                                    [&](const GatedCase& other) { return other.id == each.id; });
    const GatedCase* judged = found == again.cases.end() ? nullptr : &*found;
    each.reason = reason(each, judged);
    each.verdict = final_verdict(judged);
    each.more_runs = 0;
    each.carried_by = judged != nullptr ? judged->carried_by : Carrier{};
  }
  night.again->cases = std::move(again.cases);
  count_anew(night);
}

}  // namespace steelyard::results
