#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "harness/core/statistics/change_points.hpp"
#include "results/verdicts/carrier.hpp"
#include "results/verdicts/gate/nights.hpp"
#include "results/verdicts/summarised_run.hpp"

/// One figure per case and night, over months: where did it change for good, and what changed
/// beside it. docs/gate.md has the method and how often it raises an alarm without cause.
namespace steelyard::results {

/// What ought to be known already, so that it raises no alarm.
struct Acknowledgement {
  std::string case_pattern;  ///< canonical name, `*` stands for any text
  std::string run;           ///< uuid of the run with which the change began
  std::string by;
  std::string reason;
};

struct HistoryOptions {
  ChangePointOptions change;
  double floor = 0.005;        ///< least relative loss that is an alarm
  double false_alarms = 0.01;  ///< of all cases together, each time the history is looked at
  std::size_t recent = 14;     ///< nights within which a change must have begun to be an alarm
  std::vector<Acknowledgement> acknowledged;
};

/// One run, in the order of time.
struct HistoryRun {
  std::string file;
  std::string uuid;
  std::string created_utc;
  std::string label;
  std::vector<std::string> changes;  ///< of the setup, against the run before
};

struct HistoryPoint {
  std::size_t run = 0;   ///< index into History::runs
  double figure = 0;     ///< by the metric
  bool outlier = false;  ///< far from both neighbours' level, and alone
};

enum class ChangeState {
  better,        ///< faster, no alarm
  small,         ///< slower by less than the floor
  past,          ///< began before the last `recent` nights
  acknowledged,  ///< somebody said so
  not_alone,     ///< in a suite of so many cases chance does as much
  alarm,
};
std::string_view name(ChangeState state);

/// A lasting change of level.
struct HistoryChange {
  std::size_t point = 0;  ///< index into HistoryCase::points: the first of the new level
  double ratio = 1;       ///< rate after / rate before, or of another metric's; below 1 is worse
  double deviate = 0;     ///< see LevelShift
  double p_value = 1;     ///< of a change as strong somewhere in a quiet series
  ChangeState state = ChangeState::past;
  std::vector<std::string> beside;  ///< what changed of the setup with that run or a neighbour
  std::string acknowledgement;      ///< who and why
  Carrier carried_by;               ///< which ranks
};

struct HistoryCase {
  std::string id;
  std::string name;
  std::string group;
  std::string unit;  ///< of its rate, see unit(FigureKind); of use where the metric is the time
  double work = 1;   ///< what one iteration is worth in it, times seconds: rate = work / seconds
  std::vector<HistoryPoint> points;
  std::vector<HistoryChange> changes;
  std::size_t without_figure = 0;  ///< runs that have the case but no figure for it
  double spread = 0;               ///< relative standard deviation within segments
  double correlation = 0;          ///< of neighbouring nights
};

struct History {
  const Metric* metric = &time_metric();  ///< which figure was looked at: that of the nights
  std::string machine;                    ///< in words, see machine_words()
  std::vector<HistoryRun> runs;
  std::vector<HistoryCase> cases;  ///< in the order of the first run that has them
  /// Facts of the setup that change with more than a quarter of the runs: not in
  /// HistoryRun::changes.
  std::vector<std::string> restless;
  std::size_t alarms = 0;
};

/// Orders the nights by their time of creation and looks at every case, by the metric of the
/// nights. Throws UsageError without runs, DataError, with every reason, if they are not of one
/// chip, backend, set of nodes and origin, or if they have cases with times but none with the
/// metric. A run given twice (the same uuid) counts once.
History history(const Nights& nights, const HistoryOptions& options = {});
History history(std::span<const SummarisedRun> runs, const HistoryOptions& options = {});

/// The probability that a quiet series shows a change with this deviate at its best split:
/// min(1, 2.2 (1 - Phi(deviate))); the factor by simulation (docs/reviews/gate.md).
double quiet_series_p_value(double deviate);

}  // namespace steelyard::results
