#include "results/verdicts/gate/gate.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <iterator>
#include <numeric>
#include <set>
#include <utility>

#include "harness/core/error.hpp"
#include "harness/core/statistics/false_discovery.hpp"
#include "results/verdicts/comparability.hpp"
#include "results/verdicts/gate/alike.hpp"
#include "results/verdicts/gate/case_test.hpp"
#include "results/verdicts/gate/setup_facts.hpp"
#include "results/verdicts/gate/spread_between_runs.hpp"

namespace steelyard::results {
namespace {

using Runs = std::span<const SummarisedRun>;

struct Found {
  const CaseRecord* record = nullptr;
  const CaseTimes* times = nullptr;  ///< null: no figure
};

Found find(const SummarisedRun& run, const std::string& id) {
  for (std::size_t i = 0; i < run.run.cases.size(); ++i) {
    const CaseRecord& record = run.run.cases[i];
    if (record.id != id) continue;
    const bool usable = has_samples(record.outcome) &&
                        record.verification.state != VerificationState::failed && run.times[i] &&
                        run.times[i]->fault.empty();
    return {&record, usable ? &*run.times[i] : nullptr};
  }
  return {};
}

/// One case over all runs, while it is being judged.
struct Suspect {
  GatedCase verdict;
  UnchangedGroups groups;  ///< baseline, candidate, history
  CaseComparison comparison;
};

LogTimes log_times(Runs runs, const std::string& id) {
  LogTimes out;
  for (const SummarisedRun& run : runs) {
    const Found found = find(run, id);
    if (found.times != nullptr) out.push_back(std::log(found.times->median_seconds));
  }
  return out;
}

double mean(const LogTimes& values) {
  return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

void judge(GatedCase& gated, GateVerdict verdict, std::string reason = "") {
  gated.verdict = verdict;
  gated.reason = std::move(reason);
}

/// Whether some candidate run has the case without a figure, or lacks it; then it says which.
std::string failure(Runs candidates, const std::string& id) {
  for (const SummarisedRun& run : candidates) {
    const Found found = find(run, id);
    if (found.times != nullptr || found.record == nullptr) continue;
    const CaseRecord& record = *found.record;
    const bool wrong = record.verification.state == VerificationState::failed;
    return fmt::format("{} in {}{}{}", wrong ? "wrong result" : name(record.outcome), run.name,
                       record.reason.empty() ? "" : ": ", record.reason);
  }
  return "";
}

std::string absence(Runs baselines, Runs candidates, const std::string& id) {
  for (const SummarisedRun& run : candidates) {
    if (find(run, id).record != nullptr) continue;
    const Found base = find(baselines.front(), id);
    if (base.record == nullptr) return fmt::format("{} does not have it", run.name);
    return fmt::format("{} does not have it: {}", run.name,
                       why_not_comparable(*base.record, run.run));
  }
  return "";
}

/// What can be said of a case without statistics. True if it is thereby judged.
bool judged_without_numbers(Suspect& suspect, Runs baselines, Runs candidates) {
  GatedCase& gated = suspect.verdict;
  gated.baseline_runs = static_cast<int>(suspect.groups[0].size());
  gated.candidate_runs = static_cast<int>(suspect.groups[1].size());
  if (gated.baseline_runs == 0) {
    const bool new_to_us = std::none_of(baselines.begin(), baselines.end(), [&](const auto& run) {
      return find(run, gated.id).record != nullptr;
    });
    judge(gated, GateVerdict::added,
          new_to_us ? "no baseline run has it" : "no baseline run has a figure for it");
    return true;
  }
  if (const std::string why = failure(candidates, gated.id); !why.empty()) {
    judge(gated, GateVerdict::failed, why);
  } else if (const std::string gone = absence(baselines, candidates, gated.id); !gone.empty()) {
    judge(gated, GateVerdict::missing, gone);
  }
  // A figure of the other candidate runs is worth showing, though the verdict stands.
  return !gated.reason.empty();
}

std::vector<Suspect> gather(Runs baselines, Runs candidates, Runs history) {
  std::vector<Suspect> suspects;
  std::set<std::string> seen;
  for (const Runs group : {baselines, candidates}) {
    for (const SummarisedRun& run : group) {
      for (const CaseRecord& record : run.run.cases) {
        if (!seen.insert(record.id).second) continue;
        Suspect suspect;
        suspect.verdict.id = record.id;
        suspect.verdict.name = record.name;
        suspect.verdict.group = record.group;
        for (const Runs runs : {baselines, candidates, history}) {
          suspect.groups.push_back(log_times(runs, record.id));
        }
        suspects.push_back(std::move(suspect));
      }
    }
  }
  return suspects;
}

void compare(Suspect& suspect, const ModeratedVariance& between_runs, const GateOptions& options) {
  GatedCase& gated = suspect.verdict;
  const LogTimes& base = suspect.groups[0];
  const LogTimes& now = suspect.groups[1];
  if (base.empty() || now.empty()) return;
  suspect.comparison = {mean(base), mean(now), static_cast<int>(base.size()),
                        static_cast<int>(now.size()), between_runs};
  if (!(between_runs.degrees > 0)) {
    const double ratio = std::exp(suspect.comparison.baseline - suspect.comparison.candidate);
    gated.ratio = Interval{ratio, ratio, ratio};
    return;
  }
  gated.spread = std::sqrt(between_runs.variance);
  gated.degrees = between_runs.degrees;
  gated.floor = std::max(options.floor, -std::expm1(-gated.spread));
  gated.ratio = rate_ratio(suspect.comparison);
  gated.p_value = loss_p_value(suspect.comparison, gated.floor);
}

/// Candidate runs more until a loss of `detect` would be found; 0 if none suffice.
int runs_that_would_do(CaseComparison comparison, const GatedCase& gated, double level,
                       double detect) {
  constexpr int most = 100;
  for (int more = 1; more <= most; ++more) {
    ++comparison.candidate_runs;
    if (detectable_loss(comparison, gated.floor, level) <= detect) return more;
  }
  return 0;
}

void judge_quiet(Suspect& suspect, double level, const GateOptions& options) {
  GatedCase& gated = suspect.verdict;
  if (gated.detectable <= options.detect) return judge(gated, GateVerdict::pass);
  gated.more_runs = runs_that_would_do(suspect.comparison, gated, level, options.detect);
  judge(gated, GateVerdict::inconclusive,
        gated.more_runs > 0 ? fmt::format("{} more candidate run{} would do", gated.more_runs,
                                          gated.more_runs == 1 ? "" : "s")
                            : "candidate runs alone do not suffice: more baseline runs are needed");
}

/// Losses and gains, each with the false discoveries among them controlled.
void judge_by_numbers(std::vector<Suspect*>& suspects, const GateOptions& options) {
  std::vector<double> losses;
  std::vector<double> gains;
  for (const Suspect* each : suspects) {
    losses.push_back(each->verdict.p_value);
    gains.push_back(gain_p_value(each->comparison, each->verdict.floor));
  }
  const auto slower = false_discovery_control(losses, options.false_discovery);
  const auto faster = false_discovery_control(gains, options.false_discovery);
  const double level = options.false_discovery / static_cast<double>(suspects.size());
  for (std::size_t i = 0; i < suspects.size(); ++i) {
    GatedCase& gated = suspects[i]->verdict;
    gated.detectable = detectable_loss(suspects[i]->comparison, gated.floor, level);
    if (slower[i]) {
      judge(gated, GateVerdict::regressed);
    } else if (faster[i]) {
      judge(gated, GateVerdict::improved);
    } else {
      judge_quiet(*suspects[i], level, options);
    }
  }
}

/// Geometric mean over the cases that every run of both sides has: the runs' means of logarithms,
/// and Student's t for their spread.
std::optional<Interval> suite_ratio(const std::vector<Suspect>& suspects, Runs baselines,
                                    Runs candidates, Runs history) {
  const std::array<std::size_t, 3> sizes{baselines.size(), candidates.size(), history.size()};
  UnchangedGroups means;
  for (const std::size_t size : sizes) means.emplace_back(size, 0.0);
  double cases = 0;
  for (const Suspect& each : suspects) {
    const bool everywhere = each.groups[0].size() == sizes[0] &&
                            each.groups[1].size() == sizes[1] && each.groups[2].size() == sizes[2];
    if (!everywhere) continue;
    for (std::size_t group = 0; group < 3; ++group) {
      for (std::size_t run = 0; run < sizes[group]; ++run) {
        means[group][run] += each.groups[group][run];
      }
    }
    ++cases;
  }
  if (cases == 0) return std::nullopt;
  for (LogTimes& group : means) {
    for (double& each : group) each /= cases;
  }
  const CaseComparison comparison{mean(means[0]), mean(means[1]), static_cast<int>(sizes[0]),
                                  static_cast<int>(sizes[1]),
                                  spread_between_runs(std::span(&means, 1)).front()};
  const double ratio = std::exp(comparison.baseline - comparison.candidate);
  if (!(comparison.between_runs.degrees > 0)) return Interval{ratio, ratio, ratio};
  return rate_ratio(comparison);
}

void check_alike(Runs baselines, Runs candidates, Runs history, const GateOptions& options,
                 GateResult& result) {
  std::vector<const SummarisedRun*> runs;
  for (const Runs group : {baselines, candidates, history}) {
    for (const SummarisedRun& run : group) runs.push_back(&run);
  }
  Likeness alike = likeness(runs, options.allow);
  if (!alike.refused.empty()) {
    throw DataError(
        fmt::format("these runs cannot be held against each other: {}; --allow names "
                    "what may differ",
                    fmt::join(alike.refused, "; ")));
  }
  result.allowed = std::move(alike.allowed);
}

/// The runs of the history that are in neither group.
std::vector<SummarisedRun> others_of(Runs history, Runs baselines, Runs candidates) {
  std::set<std::string> taken;
  for (const Runs group : {baselines, candidates}) {
    for (const SummarisedRun& run : group) taken.insert(run.run.info.uuid);
  }
  std::vector<SummarisedRun> out;
  std::copy_if(history.begin(), history.end(), std::back_inserter(out),
               [&](const SummarisedRun& run) {
                 const std::string& uuid = run.run.info.uuid;
                 return uuid.empty() || !taken.contains(uuid);
               });
  return out;
}

std::string where_noise_is_from(Runs baselines, Runs candidates, Runs history) {
  if (!history.empty()) {
    return fmt::format("from {} runs of an unchanged machine, and within both sides",
                       history.size());
  }
  if (baselines.size() < 2 && candidates.size() < 2) {
    return "unknown: one run on each side says nothing of what runs differ by; give --noise FILES "
           "or more runs";
  }
  return fmt::format("from {} baseline and {} candidate runs themselves", baselines.size(),
                     candidates.size());
}

}  // namespace

std::string_view name(GateVerdict verdict) {
  constexpr std::array<std::string_view, 7> names{"pass",    "improved", "added",    "inconclusive",
                                                  "missing", "failed",   "regressed"};
  return names[static_cast<std::size_t>(verdict)];
}

GateResult gate(Runs baseline, Runs candidate, Runs all_nights, const GateOptions& options) {
  if (baseline.empty() || candidate.empty()) {
    throw UsageError("name at least one --baseline and one --candidate file.");
  }
  const std::vector<SummarisedRun> history = others_of(all_nights, baseline, candidate);
  GateResult result;
  check_alike(baseline, candidate, history, options, result);
  auto suspects = gather(baseline, candidate, history);
  std::vector<UnchangedGroups> groups;
  for (const Suspect& each : suspects) groups.push_back(each.groups);
  const auto spreads = spread_between_runs(groups);
  std::vector<Suspect*> to_judge;
  for (std::size_t i = 0; i < suspects.size(); ++i) {
    compare(suspects[i], spreads[i], options);
    if (judged_without_numbers(suspects[i], baseline, candidate)) continue;
    if (suspects[i].comparison.between_runs.degrees > 0) {
      to_judge.push_back(&suspects[i]);
    } else {
      judge(suspects[i].verdict, GateVerdict::inconclusive,
            "what runs of an unchanged machine differ by is unknown");
    }
  }
  if (!to_judge.empty()) judge_by_numbers(to_judge, options);
  result.ratio = suite_ratio(suspects, baseline, candidate, history);
  for (Suspect& each : suspects) {
    ++result.counts[each.verdict.verdict];
    result.verdict = std::max(result.verdict, each.verdict.verdict);
    result.cases.push_back(std::move(each.verdict));
  }
  result.changes =
      changed_facts(setup_facts(baseline.back().run.info), setup_facts(candidate.back().run.info),
                    "in the baseline", "in the candidate");
  result.noise = where_noise_is_from(baseline, candidate, history);
  result.noise_runs = static_cast<int>(history.size());
  return result;
}

}  // namespace steelyard::results
