#include "results/verdicts/gate/gate.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>
#include <set>
#include <string_view>
#include <unordered_map>
#include <utility>

#include "harness/core/error.hpp"
#include "harness/core/statistics/false_discovery.hpp"
#include "results/verdicts/comparability.hpp"
#include "results/verdicts/gate/alike.hpp"
#include "results/verdicts/gate/case_test.hpp"
#include "results/verdicts/gate/gate_carriers.hpp"
#include "results/verdicts/gate/nights.hpp"
#include "results/verdicts/gate/setup_facts.hpp"
#include "results/verdicts/gate/spread_between_runs.hpp"

namespace steelyard::results {
namespace {

struct Found {
  const CaseRecord* record = nullptr;
  bool has_times = false;        ///< the case came to something, whatever the metric
  std::optional<double> figure;  ///< by the metric
};

/// A run whose cases are found by their id.
class IndexedRun {
 public:
  IndexedRun(const SummarisedRun& run, const Metric& metric) : run_(run), metric_(metric) {
    for (std::size_t i = 0; i < run.run.cases.size(); ++i) places_.emplace(run.run.cases[i].id, i);
  }
  const SummarisedRun& operator*() const { return run_; }
  const SummarisedRun* operator->() const { return &run_; }

  Found find(const std::string& id) const {
    const auto place = places_.find(id);
    if (place == places_.end()) return {};
    const CaseRecord& record = run_.run.cases[place->second];
    const auto& times = run_.times[place->second];
    if (!has_figures(record, times)) return {&record, false, std::nullopt};
    return {&record, true, figure_of(metric_, *times)};
  }

 private:
  const SummarisedRun& run_;
  const Metric& metric_;
  std::unordered_map<std::string_view, std::size_t> places_;
};

using Runs = std::vector<IndexedRun>;

Runs indexed(std::span<const SummarisedRun> runs, const Metric& metric) {
  Runs out;
  for (const SummarisedRun& run : runs) out.emplace_back(run, metric);
  return out;
}

/// One case over all runs, while it is being judged.
struct Suspect {
  GatedCase verdict;
  UnchangedGroups groups;  ///< baseline, candidate, history
  CaseComparison comparison;
};

LogCosts log_costs(const Runs& runs, const std::string& id, const Metric& metric) {
  LogCosts out;
  for (const IndexedRun& run : runs) {
    const auto figure = run.find(id).figure;
    if (figure) out.push_back(log_cost(metric, *figure));
  }
  return out;
}

/// Of each case, by its id.
std::unordered_map<std::string_view, LogCosts> log_costs(const Nights& all,
                                                         const std::vector<const Night*>& nights) {
  const std::vector<NightCase>& cases = all.cases();
  std::vector<LogCosts> by_place(cases.size());
  for (const Night* night : nights) {
    for (const NightFigure& each : night->figures) {
      if (each.figure) by_place[each.of_case].push_back(log_cost(all.metric(), *each.figure));
    }
  }
  std::unordered_map<std::string_view, LogCosts> out;
  for (std::size_t i = 0; i < by_place.size(); ++i) {
    out.emplace(cases[i].id, std::move(by_place[i]));
  }
  return out;
}

double mean(const LogCosts& values) {
  return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

void judge(GatedCase& gated, GateVerdict verdict, std::string reason = "") {
  gated.verdict = verdict;
  gated.reason = std::move(reason);
}

/// Whether some candidate run has the case without a figure, or lacks it; then it says which.
std::string failure(const Runs& candidates, const std::string& id) {
  for (const IndexedRun& run : candidates) {
    const Found found = run.find(id);
    if (found.has_times || found.record == nullptr) continue;
    const CaseRecord& record = *found.record;
    const bool wrong = record.verification.state == VerificationState::failed;
    return fmt::format("{} in {}{}{}", wrong ? "wrong result" : name(record.outcome), run->name,
                       record.reason.empty() ? "" : ": ", record.reason);
  }
  return "";
}

std::string absence(const Runs& baselines, const Runs& candidates, const std::string& id) {
  for (const IndexedRun& run : candidates) {
    if (run.find(id).record != nullptr) continue;
    const Found base = baselines.front().find(id);
    if (base.record == nullptr) return fmt::format("{} does not have it", run->name);
    return fmt::format("{} does not have it: {}", run->name,
                       why_not_comparable(*base.record, run->run));
  }
  return "";
}

/// Whether some candidate run has the case but not what is asked for of it, though the baseline
/// does.
std::string lack(const Runs& candidates, const std::string& id, const Metric& metric) {
  for (const IndexedRun& run : candidates) {
    const Found found = run.find(id);
    if (found.has_times && !found.figure) {
      return fmt::format("{} has no {} of it", run->name, metric.name);
    }
  }
  return "";
}

/// Why a case is not judged that has no figure in the baseline.
std::string why_added(const Runs& baselines, const std::string& id, const Metric& metric) {
  const auto any = [&](auto has) {
    return std::any_of(baselines.begin(), baselines.end(),
                       [&](const IndexedRun& run) { return has(run.find(id)); });
  };
  if (any([](const Found& found) { return found.has_times; })) {
    return fmt::format("no baseline run has its {}", metric.name);
  }
  return any([](const Found& found) { return found.record != nullptr; })
             ? "no baseline run has a figure for it"
             : "no baseline run has it";
}

/// What can be said of a case without statistics. True if it is thereby judged.
bool judged_without_numbers(Suspect& suspect, const Runs& baselines, const Runs& candidates,
                            const Metric& metric) {
  GatedCase& gated = suspect.verdict;
  gated.baseline_runs = static_cast<int>(suspect.groups[0].size());
  gated.candidate_runs = static_cast<int>(suspect.groups[1].size());
  if (gated.baseline_runs == 0) {
    judge(gated, GateVerdict::added, why_added(baselines, gated.id, metric));
    return true;
  }
  if (const std::string why = failure(candidates, gated.id); !why.empty()) {
    judge(gated, GateVerdict::failed, why);
  } else if (const std::string gone = absence(baselines, candidates, gated.id); !gone.empty()) {
    judge(gated, GateVerdict::missing, gone);
  } else if (const std::string without = lack(candidates, gated.id, metric); !without.empty()) {
    judge(gated, GateVerdict::missing, without);
  }
  // A figure of the other candidate runs is worth showing, though the verdict stands.
  return !gated.reason.empty();
}

std::vector<Suspect> gather(const Runs& baselines, const Runs& candidates, const Nights& nights,
                            const std::vector<const Night*>& noise) {
  std::vector<Suspect> suspects;
  std::set<std::string_view> seen;
  auto of_noise = log_costs(nights, noise);
  for (const Runs* group : {&baselines, &candidates}) {
    for (const IndexedRun& run : *group) {
      for (const CaseRecord& record : run->run.cases) {
        if (!seen.insert(record.id).second) continue;
        Suspect suspect;
        suspect.verdict.id = record.id;
        suspect.verdict.name = record.name;
        suspect.verdict.group = record.group;
        suspect.groups = {log_costs(baselines, record.id, nights.metric()),
                          log_costs(candidates, record.id, nights.metric()),
                          std::move(of_noise[record.id])};
        suspects.push_back(std::move(suspect));
      }
    }
  }
  return suspects;
}

void compare(Suspect& suspect, const ModeratedVariance& between_runs, const GateOptions& options) {
  GatedCase& gated = suspect.verdict;
  const LogCosts& base = suspect.groups[0];
  const LogCosts& now = suspect.groups[1];
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
std::optional<Interval> suite_ratio(const std::vector<Suspect>& suspects,
                                    const std::array<std::size_t, 3>& sizes) {
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
  for (LogCosts& group : means) {
    for (double& each : group) each /= cases;
  }
  const CaseComparison comparison{mean(means[0]), mean(means[1]), static_cast<int>(sizes[0]),
                                  static_cast<int>(sizes[1]),
                                  spread_between_runs(std::span(&means, 1)).front()};
  const double ratio = std::exp(comparison.baseline - comparison.candidate);
  if (!(comparison.between_runs.degrees > 0)) return Interval{ratio, ratio, ratio};
  return rate_ratio(comparison);
}

void check_alike(std::span<const SummarisedRun> baseline, std::span<const SummarisedRun> candidate,
                 const std::vector<const Night*>& noise, const GateOptions& options,
                 GateResult& result) {
  std::vector<MachineFacts> machines;
  machines.reserve(baseline.size() + candidate.size());
  std::vector<RunOnMachine> runs;
  for (const auto& group : {baseline, candidate}) {
    for (const SummarisedRun& run : group) {
      machines.push_back(machine_of(run.run.info));
      runs.push_back({&run.name, &machines.back()});
    }
  }
  for (const Night* night : noise) runs.push_back({&night->name, &night->machine});
  Likeness alike = likeness(runs, options.allow);
  if (!alike.refused.empty()) {
    throw DataError(
        fmt::format("these runs cannot be held against each other: {}; --allow names "
                    "what may differ",
                    fmt::join(alike.refused, "; ")));
  }
  result.allowed = std::move(alike.allowed);
}

/// The nights that are in neither group.
std::vector<const Night*> others_of(const Nights& nights, std::span<const SummarisedRun> baseline,
                                    std::span<const SummarisedRun> candidate) {
  std::set<std::string_view> taken;
  for (const auto& group : {baseline, candidate}) {
    for (const SummarisedRun& run : group) taken.insert(run.run.info.uuid);
  }
  std::vector<const Night*> out;
  for (const Night& night : nights.all()) {
    if (night.uuid.empty() || !taken.contains(night.uuid)) out.push_back(&night);
  }
  return out;
}

/// A gate that judges nothing must not look like one that found nothing.
void check_known(const Runs& baselines, const Metric& metric) {
  bool any_times = false;
  for (const IndexedRun& run : baselines) {
    for (const CaseRecord& record : run->run.cases) {
      const Found found = run.find(record.id);
      if (found.figure) return;
      any_times = any_times || found.has_times;
    }
  }
  if (any_times) throw DataError(no_case_has(metric, "no baseline run"));
}

std::string where_noise_is_from(const std::array<std::size_t, 3>& sizes) {
  const auto [baselines, candidates, noise] = sizes;
  if (noise > 0) {
    return fmt::format("from {} runs of an unchanged machine, and within both sides", noise);
  }
  if (baselines < 2 && candidates < 2) {
    return "unknown: one run on each side says nothing of what runs differ by; give --noise FILES "
           "or more runs";
  }
  return fmt::format("from {} baseline and {} candidate runs themselves", baselines, candidates);
}

}  // namespace

std::string_view name(GateVerdict verdict) {
  constexpr std::array<std::string_view, 7> names{"pass",    "improved", "added",    "inconclusive",
                                                  "missing", "failed",   "regressed"};
  return names[static_cast<std::size_t>(verdict)];
}

GateResult gate(std::span<const SummarisedRun> baseline, std::span<const SummarisedRun> candidate,
                const Nights& nights, const GateOptions& options) {
  if (baseline.empty() || candidate.empty()) {
    throw UsageError("name at least one --baseline and one --candidate file.");
  }
  const std::vector<const Night*> noise = others_of(nights, baseline, candidate);
  GateResult result;
  check_alike(baseline, candidate, noise, options, result);
  const std::array<std::size_t, 3> sizes{baseline.size(), candidate.size(), noise.size()};
  result.metric = &nights.metric();
  const Runs baselines = indexed(baseline, nights.metric());
  const Runs candidates = indexed(candidate, nights.metric());
  check_known(baselines, nights.metric());
  auto suspects = gather(baselines, candidates, nights, noise);
  std::vector<UnchangedGroups> groups;
  for (const Suspect& each : suspects) groups.push_back(each.groups);
  const auto spreads = spread_between_runs(groups);
  std::vector<Suspect*> to_judge;
  for (std::size_t i = 0; i < suspects.size(); ++i) {
    compare(suspects[i], spreads[i], options);
    if (judged_without_numbers(suspects[i], baselines, candidates, nights.metric())) continue;
    if (suspects[i].comparison.between_runs.degrees > 0) {
      to_judge.push_back(&suspects[i]);
    } else {
      judge(suspects[i].verdict, GateVerdict::inconclusive,
            "what runs of an unchanged machine differ by is unknown");
    }
  }
  if (!to_judge.empty()) judge_by_numbers(to_judge, options);
  result.ratio = suite_ratio(suspects, sizes);
  for (Suspect& each : suspects) {
    ++result.counts[each.verdict.verdict];
    result.verdict = std::max(result.verdict, each.verdict.verdict);
    result.cases.push_back(std::move(each.verdict));
  }
  find_carriers(result, baseline, candidate, nights, noise);
  result.changes =
      changed_facts(setup_facts(baseline.back().run.info), setup_facts(candidate.back().run.info),
                    "in the baseline", "in the candidate");
  result.noise = where_noise_is_from(sizes);
  result.noise_runs = static_cast<int>(noise.size());
  return result;
}

}  // namespace steelyard::results
