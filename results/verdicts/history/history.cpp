#include "results/verdicts/history/history.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <boost/math/distributions/normal.hpp>
#include <cmath>
#include <map>
#include <set>
#include <unordered_map>

#include "harness/core/error.hpp"
#include "harness/core/statistics/false_discovery.hpp"
#include "results/verdicts/figures.hpp"
#include "results/verdicts/gate/alike.hpp"
#include "results/verdicts/history/case_history.hpp"
#include "results/verdicts/in_parallel.hpp"

namespace steelyard::results {
namespace {

/// In double throughout: long double would need a processor that has it, which valgrind is not.
using Double = boost::math::policies::policy<boost::math::policies::promote_double<false>>;

/// How much likelier the best of all splits is to look like a change than a split chosen before.
constexpr double splits_looked_at = 2.2;

std::vector<const SummarisedRun*> in_order(std::span<const SummarisedRun> runs) {
  std::vector<const SummarisedRun*> order;
  std::set<std::string> seen;
  for (const SummarisedRun& run : runs) {
    const std::string& uuid = run.run.info.uuid;
    if (uuid.empty() || seen.insert(uuid).second) order.push_back(&run);
  }
  std::stable_sort(order.begin(), order.end(), [](const auto* a, const auto* b) {
    return a->run.info.created_utc < b->run.info.created_utc;
  });
  return order;
}

void check_alike(const std::vector<const SummarisedRun*>& runs) {
  const Likeness alike = likeness(runs, {});
  if (alike.refused.empty()) return;
  constexpr std::size_t most = 5;
  const auto shown = std::min(most, alike.refused.size());
  const std::string more = alike.refused.size() > shown
                               ? fmt::format("; and {} more", alike.refused.size() - shown)
                               : "";
  throw DataError(fmt::format(
      "these runs are no history of one machine: {}{}; give those of one chip, backend and set of "
      "nodes at a time",
      fmt::join(alike.refused.begin(), alike.refused.begin() + static_cast<std::ptrdiff_t>(shown),
                "; "),
      more));
}

/// Facts that change with more than a quarter of the runs begin no segment: what is another thing
/// every night (the number of a job, a seed) explains nothing, and would cut a history to pieces.
std::set<std::string> restless_facts(const std::vector<SetupFacts>& setups) {
  std::map<std::string, std::size_t> changes;
  for (std::size_t i = 1; i < setups.size(); ++i) {
    for (const auto& [what, value] : setups[i]) {
      const auto before = setups[i - 1].find(what);
      if (before != setups[i - 1].end() && before->second != value) ++changes[what];
    }
  }
  std::set<std::string> restless;
  for (const auto& [what, count] : changes) {
    if (count > 1 && 4 * count > setups.size()) restless.insert(what);
  }
  return restless;
}

void list_runs(History& history, const std::vector<const SummarisedRun*>& runs) {
  std::vector<SetupFacts> setups;
  for (const SummarisedRun* run : runs) setups.push_back(setup_facts(run->run.info));
  const auto restless = restless_facts(setups);
  history.restless.assign(restless.begin(), restless.end());
  for (SetupFacts& setup : setups) {
    for (const std::string& what : restless) setup.erase(what);
  }
  for (std::size_t i = 0; i < runs.size(); ++i) {
    const RunInfo& info = runs[i]->run.info;
    history.runs.push_back({runs[i]->name, info.uuid, info.created_utc, info.label, {}});
    if (i == 0) continue;
    history.runs.back().changes = changed_facts(setups[i - 1], setups[i], "before", "from here on");
  }
}

void list_cases(History& history, const std::vector<const SummarisedRun*>& runs) {
  std::unordered_map<std::string, std::size_t> places;
  for (std::size_t run = 0; run < runs.size(); ++run) {
    const SummarisedRun& each = *runs[run];
    for (std::size_t i = 0; i < each.run.cases.size(); ++i) {
      const CaseRecord& record = each.run.cases[i];
      const auto [place, is_new] = places.emplace(record.id, history.cases.size());
      if (is_new) {
        history.cases.emplace_back();
        history.cases.back().id = record.id;
        history.cases.back().name = record.name;
        history.cases.back().group = record.group;
        history.cases.back().unit = unit(figure_kind(record.work));
        history.cases.back().work = work_per_iteration(record.work);
      }
      HistoryCase& series = history.cases[place->second];
      const bool usable = has_samples(record.outcome) && each.times[i] &&
                          each.times[i]->fault.empty() &&
                          record.verification.state != VerificationState::failed;
      if (usable) {
        series.points.push_back({run, each.times[i]->median_seconds, false});
      } else {
        ++series.without_figure;
      }
    }
  }
}

/// Takes back alarms that so many cases would raise by chance.
void control_false_alarms(History& history, double rate) {
  std::vector<double> p_values;
  std::vector<HistoryChange*> alarms;
  for (HistoryCase& series : history.cases) {
    double strongest = 1;
    for (HistoryChange& change : series.changes) {
      if (change.state != ChangeState::alarm) continue;
      alarms.push_back(&change);
      strongest = std::min(strongest, change.p_value);
      p_values.push_back(change.p_value);
    }
    // A case without an alarm is a test as well.
    if (strongest == 1) p_values.push_back(1);
  }
  const auto believed = false_discovery_control(p_values, rate);
  std::size_t next = 0;
  for (std::size_t i = 0; i < p_values.size(); ++i) {
    if (p_values[i] == 1) continue;
    if (!believed[i]) alarms[next]->state = ChangeState::not_alone;
    ++next;
  }
}

}  // namespace

std::string_view name(ChangeState state) {
  constexpr std::array<std::string_view, 6> names{"faster",       "small",     "past",
                                                  "acknowledged", "not alone", "alarm"};
  return names[static_cast<std::size_t>(state)];
}

double quiet_series_p_value(double deviate) {
  if (!(deviate < 1e3)) return 0;
  return std::min(
      1.0, splits_looked_at * boost::math::cdf(boost::math::complement(
                                  boost::math::normal_distribution<double, Double>(), deviate)));
}

History history(std::span<const SummarisedRun> runs, const HistoryOptions& options) {
  const auto order = in_order(runs);
  if (order.empty()) throw UsageError("no run file to make a history of; name some, or a folder.");
  check_alike(order);
  History history;
  history.machine = machine_words(order.back()->run.info);
  list_runs(history, order);
  list_cases(history, order);
  std::vector<std::size_t> boundaries;
  for (std::size_t i = 0; i < history.runs.size(); ++i) {
    if (!history.runs[i].changes.empty()) boundaries.push_back(i);
  }
  in_parallel(history.cases.size(),
              [&](std::size_t i) { find_changes(history.cases[i], boundaries, history, options); });
  control_false_alarms(history, options.false_alarms);
  for (const HistoryCase& series : history.cases) {
    for (const HistoryChange& change : series.changes) {
      if (change.state == ChangeState::alarm) ++history.alarms;
    }
  }
  return history;
}

}  // namespace steelyard::results
