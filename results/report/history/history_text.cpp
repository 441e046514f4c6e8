#include "results/report/history/history_text.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <cmath>

#include "harness/core/plain.hpp"
#include "results/report/metric_words.hpp"
#include "results/report/plain_text.hpp"
#include "results/report/quantity.hpp"

namespace steelyard::results {
namespace {

/// "Slower", "More energy".
std::string begun(std::string_view words) {
  std::string out(words);
  if (out.front() >= 'a' && out.front() <= 'z') out.front() = static_cast<char>(out.front() - 32);
  return out;
}

std::string heading_of(ChangeState state, const Metric& metric) {
  switch (state) {
    case ChangeState::alarm:
      return "Alarms";
    case ChangeState::not_alone:
      return fmt::format("Perhaps {}: among so many cases chance does as much", metric.worse);
    case ChangeState::small:
      return begun(metric.worse) + " by less than the floor";
    case ChangeState::acknowledged:
      return "Acknowledged";
    case ChangeState::past:
      return begun(metric.worse) + " long since";
    case ChangeState::better:
      return begun(metric.better);
  }
  return "";
}

std::string change_entry(const History& history, const ChangeOfCase& found) {
  std::string out = wrapped(plain(found.series->name), 2, 4);
  out += wrapped(plain(change_numbers(history, *found.series, *found.change)), 6, 2);
  const std::string carrier = sentence(found.change->carried_by);
  if (!carrier.empty()) out += wrapped(plain(carrier), 6, 2);
  for (const std::string& each : found.change->beside) {
    out += wrapped("beside: " + plain(each), 6, 2);
  }
  if (!found.change->acknowledgement.empty()) {
    out += wrapped("acknowledged by " + plain(found.change->acknowledgement), 6, 2);
  }
  return out;
}

std::string changes_of(const History& history, ChangeState state) {
  const auto changes = changes_in(history, state);
  if (changes.empty()) return "";
  std::string out =
      heading(fmt::format("{}: {}", heading_of(state, *history.metric), changes.size()));
  for (const ChangeOfCase& each : changes) out += change_entry(history, each);
  return out;
}

std::string series_line(const HistoryCase& series) {
  return wrapped(plain(series.name), 2, 4) + wrapped(series_numbers(series), 6, 2);
}

std::string setups(const History& history) {
  std::string out;
  for (const HistoryRun& run : history.runs) {
    for (const std::string& each : run.changes) {
      out += wrapped(fmt::format("{}  {}", plain(run.created_utc), plain(each)), 2, 22);
    }
  }
  if (!history.restless.empty()) {
    out += wrapped(fmt::format("changes so often that it begins no segment: {}",
                               plain(fmt::format("{}", fmt::join(history.restless, ", ")))),
                   2, 2);
  }
  return out.empty() ? "" : heading("Changes of the setup") + out;
}

}  // namespace

std::string history_headline(const History& history) {
  return fmt::format("{} in {} over {}",
                     history.alarms == 0 ? "no alarm" : counted(history.alarms, "alarm"),
                     counted(history.cases.size(), "case"), counted(history.runs.size(), "run")) +
         by_metric(*history.metric);
}

std::string change_numbers(const History& history, const HistoryCase& series,
                           const HistoryChange& change) {
  const HistoryRun& run = history.runs[series.points[change.point].run];
  return fmt::format("{:+.2f} % from {} on ({}), {:.1f} standard errors, p {:.2g}",
                     (change.ratio - 1) * 100, run.created_utc, run.file, std::abs(change.deviate),
                     change.p_value);
}

std::string series_numbers(const HistoryCase& series) {
  std::size_t outliers = 0;
  for (const HistoryPoint& point : series.points) outliers += point.outlier ? 1 : 0;
  std::string out = fmt::format("{}, spread {}", counted(series.points.size(), "night"),
                                series.spread > 0 ? percent(series.spread) : "unknown");
  if (series.correlation > 0.2) out += fmt::format(", memory {:.2f}", series.correlation);
  if (outliers > 0) out += ", " + counted(outliers, "outlier");
  if (series.without_figure > 0) {
    out += fmt::format(", {} without a figure", series.without_figure);
  }
  return out;
}

std::vector<ChangeOfCase> changes_in(const History& history, ChangeState state) {
  std::vector<ChangeOfCase> out;
  for (const HistoryCase& series : history.cases) {
    for (const HistoryChange& change : series.changes) {
      if (change.state == state) out.push_back({&series, &change});
    }
  }
  return out;
}

std::string history_text(const History& history, bool all) {
  std::string out = history_headline(history) + "\n";
  for (const ChangeState state : weightiest_first) out += changes_of(history, state);
  out += setups(history);
  if (all) {
    out += heading("Cases");
    for (const HistoryCase& series : history.cases) out += series_line(series);
  }
  return out;
}

}  // namespace steelyard::results
