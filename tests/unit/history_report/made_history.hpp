#pragma once

#include <string>
#include <utility>
#include <vector>

#include "results/verdicts/history/history.hpp"
#include "tests/unit/hostile_text.hpp"

/// Histories of six nights, made by hand.
namespace steelyard::results::test {

/// Six points of 2 seconds; from the change on, of 4.
inline HistoryCase made_series(const std::string& id, std::vector<HistoryChange> changes = {}) {
  HistoryCase out;
  out.id = id;
  out.name = "case-" + id;
  out.group = "group-" + id;
  for (std::size_t i = 0; i < 6; ++i) {
    const bool after = !changes.empty() && i >= changes.back().point;
    out.points.push_back({i, after ? 4.0 : 2.0, false});
  }
  out.changes = std::move(changes);
  out.spread = 0.01;
  return out;
}

inline HistoryChange made_change(ChangeState state, double ratio, std::size_t point = 3) {
  HistoryChange out;
  out.point = point;
  out.ratio = ratio;
  out.deviate = ratio < 1 ? -5 : 5;
  out.p_value = 0.0001;
  out.state = state;
  return out;
}

inline History made_history(std::vector<HistoryCase> cases) {
  History out;
  for (int i = 0; i < 6; ++i) {
    const std::string number = std::to_string(i);
    out.runs.push_back({"night" + number + ".h5", "uuid" + number, "2026-01-0" + number, "", {}});
  }
  out.cases = std::move(cases);
  for (const HistoryCase& series : out.cases) {
    for (const HistoryChange& change : series.changes) {
      out.alarms += change.state == ChangeState::alarm ? 1 : 0;
    }
  }
  return out;
}

/// One case without a change, one for each state, and one with two alarms, the largest loss.
inline History every_state() {
  HistoryChange beside = made_change(ChangeState::alarm, 0.875);
  beside.beside = {"driver: 1 before, 2 now"};
  HistoryChange known = made_change(ChangeState::acknowledged, 0.75);
  known.acknowledgement = "ann: power limit";
  known.carried_by = {"rank 3", true, {{3, "node1", "cuda:3", 0.75, true}}};
  HistoryCase quiet = made_series("q");
  quiet.points[1].outlier = true;
  quiet.points[1].figure = 3;
  quiet.correlation = 0.5;
  quiet.without_figure = 2;
  History out = made_history({quiet, made_series("b", {beside}), made_series("k", {known}),
                              made_series("n", {made_change(ChangeState::not_alone, 0.9)}),
                              made_series("s", {made_change(ChangeState::small, 0.999)}),
                              made_series("p", {made_change(ChangeState::past, 0.9)}),
                              made_series("f", {made_change(ChangeState::better, 1.25)}),
                              made_series("t", {made_change(ChangeState::alarm, 0.95, 2),
                                                made_change(ChangeState::alarm, 0.5, 4)})});
  out.runs[3].changes = {"driver: 1 before, 2 now"};
  out.restless = {"seed"};
  return out;
}

/// One alarm, every text of it hostile.
inline History hostile_history() {
  HistoryChange change = made_change(ChangeState::alarm, 0.5);
  change.beside = {hostile};
  change.acknowledgement = hostile;
  change.carried_by = {hostile, true, {{0, hostile, hostile, 0.5, true}}};
  HistoryCase series = made_series("h", {change});
  series.id = series.name = series.group = hostile;
  series.points[0].outlier = true;
  History out = made_history({series});
  for (HistoryRun& run : out.runs) {
    run.file = run.uuid = run.created_utc = run.label = hostile;
    run.changes = {hostile};
  }
  out.restless = {hostile};
  return out;
}

}  // namespace steelyard::results::test
