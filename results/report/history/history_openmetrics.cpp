#include "results/report/history/history_openmetrics.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "harness/core/statistics/quantiles.hpp"
#include "results/report/ci/openmetrics.hpp"
#include "results/report/metric_words.hpp"

namespace steelyard::results {
namespace {

/// Of the runs since the last change; the case has at least one figure.
double level_seconds(const HistoryCase& series) {
  std::vector<double> seconds;
  const std::size_t first = series.changes.empty() ? 0 : series.changes.back().point;
  for (std::size_t i = first; i < series.points.size(); ++i) {
    seconds.push_back(series.points[i].figure);
  }
  return median(seconds);
}

bool in_alarm(const HistoryCase& series) {
  return std::any_of(series.changes.begin(), series.changes.end(), [](const HistoryChange& change) {
    return change.state == ChangeState::alarm;
  });
}

}  // namespace

std::string history_openmetrics(const History& history) {
  std::vector<GaugeSample> medians;
  std::vector<GaugeSample> levels;
  std::vector<GaugeSample> ratios;
  std::vector<GaugeSample> alarms;
  for (const HistoryCase& series : history.cases) {
    const std::string labels = case_labels(series.name, series.group, series.id);
    if (!series.points.empty()) {
      const HistoryPoint& newest = series.points.back();
      if (newest.run + 1 == history.runs.size()) medians.push_back({labels, newest.figure});
      levels.push_back({labels, level_seconds(series)});
    }
    if (!series.changes.empty()) ratios.push_back({labels, series.changes.back().ratio});
    alarms.push_back({labels, in_alarm(series) ? 1.0 : 0.0});
  }
  const Metric& metric = *history.metric;
  const std::string begin = "steelyard_history_" + metric_prefix(metric, '_');
  const std::string unit(metric.unit_word);
  return openmetrics_text(
      {{begin + (is_time(metric) ? "median_" : "") + unit,
        is_time(metric) ? "Median time of an iteration in the newest run."
                        : fmt::format("The {} in the newest run.", metric.what),
        medians},
       {begin + "level_" + unit, "Median over the runs since the last change of level.", levels},
       {begin + "ratio",
        is_time(metric) ? "Rate after over rate before the last change of level."
                        : "After against before the last change of level; below 1 is worse.",
        ratios},
       {begin + "alarm",
        is_time(metric) ? "1 if the case has become slower for good."
                        : fmt::format("1 if the case shows {} for good.", metric.worse),
        alarms}});
}

}  // namespace steelyard::results
