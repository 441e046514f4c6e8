#include "results/verdicts/history/history.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <boost/math/distributions/normal.hpp>
#include <cmath>
#include <limits>
#include <string_view>
#include <unordered_set>

#include "harness/core/error.hpp"
#include "harness/core/statistics/false_discovery.hpp"
#include "results/verdicts/gate/alike.hpp"
#include "results/verdicts/history/case_history.hpp"
#include "results/verdicts/history/history_carriers.hpp"
#include "results/verdicts/in_parallel.hpp"

namespace steelyard::results {
namespace {

/// In double throughout: long double would need a processor that has it, which valgrind is not.
using Double = boost::math::policies::policy<boost::math::policies::promote_double<false>>;

/// How much likelier the best of all splits is to look like a change than a split chosen before.
constexpr double splits_looked_at = 2.2;

std::vector<const Night*> in_order(const Nights& nights) {
  std::vector<const Night*> order;
  std::unordered_set<std::string_view> seen;
  for (const Night& night : nights.all()) {
    if (night.uuid.empty() || seen.insert(night.uuid).second) order.push_back(&night);
  }
  std::stable_sort(order.begin(), order.end(),
                   [](const Night* a, const Night* b) { return a->created_utc < b->created_utc; });
  return order;
}

void check_alike(const std::vector<const Night*>& nights) {
  std::vector<RunOnMachine> runs;
  for (const Night* night : nights) runs.push_back({&night->name, &night->machine});
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

/// A history of nothing must not look like a quiet one.
void check_known(const std::vector<const Night*>& nights, const Metric& metric) {
  bool any_times = false;
  for (const Night* night : nights) {
    for (const NightFigure& each : night->figures) {
      if (each.figure) return;
      any_times = any_times || each.has_times;
    }
  }
  if (any_times) throw DataError(no_case_has(metric, "none of these runs"));
}

void list_runs(History& history, const std::vector<const Night*>& order, const SetupLog& setups) {
  std::vector<std::size_t> numbers;
  for (const Night* night : order) numbers.push_back(night->setup);
  history.restless = setups.restless(numbers);
  for (std::size_t i = 0; i < order.size(); ++i) {
    const Night& night = *order[i];
    history.runs.push_back({night.name, night.uuid, night.created_utc, night.label, {}});
    if (i == 0) continue;
    history.runs.back().changes = setups.changes(numbers[i - 1], numbers[i], history.restless);
  }
}

void list_cases(History& history, const std::vector<const Night*>& order,
                const std::vector<NightCase>& cases) {
  constexpr auto nowhere = std::numeric_limits<std::size_t>::max();
  std::vector<std::size_t> places(cases.size(), nowhere);
  for (std::size_t run = 0; run < order.size(); ++run) {
    for (const NightFigure& figure : order[run]->figures) {
      std::size_t& place = places[figure.of_case];
      if (place == nowhere) {
        place = history.cases.size();
        const NightCase& known = cases[figure.of_case];
        HistoryCase& series = history.cases.emplace_back();
        series.id = known.id;
        series.name = known.name;
        series.group = known.group;
        series.unit = known.unit;
        series.work = known.work;
      }
      HistoryCase& series = history.cases[place];
      if (figure.figure) {
        series.points.push_back({run, *figure.figure, false});
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
  constexpr std::array<std::string_view, 6> names{"better",       "small",     "past",
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
  return results::history(Nights(runs), options);
}

History history(const Nights& nights, const HistoryOptions& options) {
  const auto order = in_order(nights);
  if (order.empty()) throw UsageError("no run file to make a history of; name some, or a folder.");
  check_alike(order);
  check_known(order, nights.metric());
  History history;
  history.metric = &nights.metric();
  history.machine = order.back()->machine_words;
  list_runs(history, order, nights.setups());
  list_cases(history, order, nights.cases());
  std::vector<std::size_t> boundaries;
  for (std::size_t i = 0; i < history.runs.size(); ++i) {
    if (!history.runs[i].changes.empty()) boundaries.push_back(i);
  }
  in_parallel(history.cases.size(),
              [&](std::size_t i) { find_changes(history.cases[i], boundaries, history, options); });
  control_false_alarms(history, options.false_alarms);
  find_carriers(history, nights, order);
  for (const HistoryCase& series : history.cases) {
    for (const HistoryChange& change : series.changes) {
      if (change.state == ChangeState::alarm) ++history.alarms;
    }
  }
  return history;
}

}  // namespace steelyard::results
