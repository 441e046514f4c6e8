#include "results/report/history/history_openmetrics.hpp"

#include <algorithm>

#include "harness/core/statistics/quantiles.hpp"
#include "results/report/ci/openmetrics.hpp"

namespace steelyard::results {
namespace {

/// Of the runs since the last change; the case has at least one figure.
double level_seconds(const HistoryCase& series) {
  std::vector<double> seconds;
  const std::size_t first = series.changes.empty() ? 0 : series.changes.back().point;
  for (std::size_t i = first; i < series.points.size(); ++i) {
    seconds.push_back(series.points[i].median_seconds);
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
      if (newest.run + 1 == history.runs.size()) medians.push_back({labels, newest.median_seconds});
      levels.push_back({labels, level_seconds(series)});
    }
    if (!series.changes.empty()) ratios.push_back({labels, series.changes.back().ratio});
    alarms.push_back({labels, in_alarm(series) ? 1.0 : 0.0});
  }
  return openmetrics_text(
      {{"steelyard_history_median_seconds", "Median time of an iteration in the newest run.",
        medians},
       {"steelyard_history_level_seconds", "Median over the runs since the last change of level.",
        levels},
       {"steelyard_history_ratio", "Rate after over rate before the last change of level.", ratios},
       {"steelyard_history_alarm", "1 if the case has become slower for good.", alarms}});
}

}  // namespace steelyard::results
