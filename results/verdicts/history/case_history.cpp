#include "results/verdicts/history/case_history.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <span>

#include "harness/core/statistics/quantiles.hpp"

namespace steelyard::results {
namespace {

/// Deviations from its segment beyond which a night is called an outlier, in standard deviations.
constexpr double far_off = 4;

/// Whether `text` fits `pattern`, in which `*` stands for any text.
bool fits(std::string_view pattern, std::string_view text) {
  const std::size_t star = pattern.find('*');
  if (star == std::string_view::npos) return pattern == text;
  if (!text.starts_with(pattern.substr(0, star))) return false;
  const std::string_view rest = pattern.substr(star + 1);
  for (std::size_t from = star; from <= text.size(); ++from) {
    if (fits(rest, text.substr(from))) return true;
  }
  return false;
}

std::vector<double> log_costs(const HistoryCase& series, const Metric& metric) {
  std::vector<double> out;
  for (const HistoryPoint& point : series.points) out.push_back(log_cost(metric, point.figure));
  return out;
}

/// First points of segments: the first of all, and the first at or after each boundary.
std::vector<std::size_t> segment_starts(const HistoryCase& series,
                                        const std::vector<std::size_t>& boundaries) {
  std::vector<std::size_t> starts{0};
  for (const std::size_t boundary : boundaries) {
    const auto at = std::find_if(series.points.begin(), series.points.end(),
                                 [&](const HistoryPoint& point) { return point.run >= boundary; });
    const auto index = static_cast<std::size_t>(at - series.points.begin());
    if (at != series.points.end() && index > starts.back()) starts.push_back(index);
  }
  return starts;
}

HistoryChange as_change(std::size_t point, const LevelShift& shift) {
  HistoryChange change;
  change.point = point;
  change.ratio = std::exp(-shift.change);  // of rates, the inverse of times
  change.deviate = -shift.deviate;
  change.p_value = quiet_series_p_value(std::abs(shift.deviate));
  return change;
}

/// Changes within segments by E-divisive, between them by the test of the boundary itself.
std::vector<HistoryChange> changes_of(const std::vector<double>& logs,
                                      const std::vector<std::size_t>& starts,
                                      const ChangePointOptions& options) {
  std::vector<HistoryChange> found;
  std::size_t level_start = 0;  // of the level that reaches the boundary
  for (std::size_t i = 0; i < starts.size(); ++i) {
    const std::size_t begin = starts[i];
    const std::size_t end = i + 1 < starts.size() ? starts[i + 1] : logs.size();
    const auto inside = change_points(std::span(logs).subspan(begin, end - begin), options);
    const std::size_t first_level_end = inside.empty() ? end : begin + inside.front().at;
    if (begin - level_start >= options.fewest && first_level_end - begin >= options.fewest) {
      const auto both = std::span(logs).subspan(level_start, first_level_end - level_start);
      const LevelShift shift = level_shift(both, begin - level_start);
      if (holds(shift, options)) found.push_back(as_change(begin, shift));
    }
    for (const ChangePoint& each : inside) found.push_back(as_change(begin + each.at, each.shift));
    level_start = inside.empty() ? begin : begin + inside.back().at;
  }
  return found;
}

/// Residuals within the levels; marks what is far off and alone.
void look_within(HistoryCase& series, const std::vector<double>& logs,
                 std::vector<std::size_t> starts) {
  for (const HistoryChange& change : series.changes) starts.push_back(change.point);
  std::sort(starts.begin(), starts.end());
  starts.erase(std::unique(starts.begin(), starts.end()), starts.end());
  std::vector<double> residuals;
  for (std::size_t i = 0; i < starts.size(); ++i) {
    const std::size_t end = i + 1 < starts.size() ? starts[i + 1] : logs.size();
    const std::vector<double> level(logs.begin() + static_cast<std::ptrdiff_t>(starts[i]),
                                    logs.begin() + static_cast<std::ptrdiff_t>(end));
    const double middle = level.empty() ? 0 : median(level);
    for (const double each : level) residuals.push_back(each - middle);
  }
  if (residuals.size() < 4) return;
  std::vector<double> sizes(residuals.size());
  std::transform(residuals.begin(), residuals.end(), sizes.begin(),
                 [](double each) { return std::abs(each); });
  series.spread = 1.4826 * median(sizes);
  if (!(series.spread > 0)) return;
  for (std::size_t i = 0; i < residuals.size(); ++i) {
    series.points[i].outlier = sizes[i] > far_off * series.spread;
  }
  double products = 0;
  double squares = 0;
  for (std::size_t i = 0; i < residuals.size(); ++i) {
    const double cut = std::clamp(residuals[i], -far_off * series.spread, far_off * series.spread);
    squares += cut * cut;
    if (i == 0) continue;
    products +=
        cut * std::clamp(residuals[i - 1], -far_off * series.spread, far_off * series.spread);
  }
  series.correlation = squares > 0 ? std::clamp(products / squares, -1.0, 1.0) : 0;
}

/// Changes of the setup with the first run of the new level, and with the runs up to two before it:
/// the first nights of a level are sometimes taken for the last of the one before.
std::vector<std::string> setup_changes_near(const HistoryCase& series, std::size_t point,
                                            const History& history) {
  const std::size_t run = series.points[point].run;
  const std::size_t earliest = point >= 2 ? series.points[point - 2].run + 1 : 0;
  const std::size_t latest =
      std::min(point + 1 < series.points.size() ? series.points[point + 1].run : run,
               history.runs.size() - 1);
  std::vector<std::string> out;
  for (std::size_t i = earliest; i <= latest; ++i) {
    for (const std::string& each : history.runs[i].changes) {
      if (std::find(out.begin(), out.end(), each) == out.end()) out.push_back(each);
    }
  }
  return out;
}

const Acknowledgement* acknowledged(const HistoryCase& series, const HistoryChange& change,
                                    const History& history, const HistoryOptions& options) {
  const std::string& uuid = history.runs[series.points[change.point].run].uuid;
  const auto found = std::find_if(options.acknowledged.begin(), options.acknowledged.end(),
                                  [&](const Acknowledgement& each) {
                                    return each.run == uuid && fits(each.case_pattern, series.name);
                                  });
  return found == options.acknowledged.end() ? nullptr : &*found;
}

}  // namespace

void find_changes(HistoryCase& series, const std::vector<std::size_t>& boundaries,
                  const History& history, const HistoryOptions& options) {
  const std::vector<double> logs = log_costs(series, *history.metric);
  const auto starts = segment_starts(series, boundaries);
  series.changes = changes_of(logs, starts, options.change);
  look_within(series, logs, starts);
  for (HistoryChange& change : series.changes) {
    change.beside = setup_changes_near(series, change.point, history);
    const Acknowledgement* known = acknowledged(series, change, history, options);
    if (known != nullptr) change.acknowledgement = known->by + ": " + known->reason;
    const bool recent = series.points.size() - change.point <= options.recent;
    if (change.ratio >= 1) {
      change.state = ChangeState::better;
    } else if (change.ratio > 1 - options.floor) {
      change.state = ChangeState::small;
    } else if (known != nullptr) {
      change.state = ChangeState::acknowledged;
    } else if (!recent) {
      change.state = ChangeState::past;
    } else {
      change.state = ChangeState::alarm;
    }
  }
}

}  // namespace steelyard::results
