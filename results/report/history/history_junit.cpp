#include "results/report/history/history_junit.hpp"

#include <fmt/format.h>

#include <map>

#include "results/report/ci/junit.hpp"
#include "results/report/history/history_alarms.hpp"
#include "results/report/history/history_text.hpp"
#include "results/report/metric_words.hpp"
#include "results/report/quantity.hpp"

namespace steelyard::results {
namespace {

std::vector<std::string> output_of(const History& history, const HistoryCase& series) {
  std::vector<std::string> lines{series_numbers(series)};
  for (const HistoryChange& change : series.changes) {
    lines.push_back(
        fmt::format("{}: {}", name(change.state), change_numbers(history, series, change)));
    if (!change.carried_by.words.empty()) lines.push_back(sentence(change.carried_by));
    for (const std::string& each : change.beside) lines.push_back("beside: " + each);
    if (!change.acknowledgement.empty()) {
      lines.push_back("acknowledged by " + change.acknowledgement);
    }
  }
  for (const HistoryPoint& point : series.points) {
    if (!point.outlier) continue;
    const HistoryRun& run = history.runs[point.run];
    lines.push_back(fmt::format("outlier: {} at {} ({})",
                                quantity(point.figure, history.metric->unit), run.created_utc,
                                run.file));
  }
  return lines;
}

}  // namespace

std::string history_junit(const History& history) {
  JunitSuite suite{"steelyard history" + by_metric(*history.metric), {}, {}};
  if (!is_time(*history.metric)) suite.properties.emplace_back("metric", history.metric->name);
  suite.properties.emplace_back("runs", std::to_string(history.runs.size()));
  suite.properties.emplace_back("alarms", std::to_string(history.alarms));
  for (const HistoryRun& run : history.runs) {
    for (const std::string& each : run.changes) {
      suite.properties.emplace_back("changed", run.created_utc + ": " + each);
    }
  }
  std::map<const HistoryCase*, std::string> failures;
  for (const CaseInAlarm& each : cases_in_alarm(history)) {
    failures[each.series] = alarm_words(history, each);
  }
  for (const HistoryCase& series : history.cases) {
    JunitTest test{series.name, series.group, JunitEnd::passed, "", "", output_of(history, series)};
    if (const auto found = failures.find(&series); found != failures.end()) {
      test.end = JunitEnd::failure;
      test.type = name(ChangeState::alarm);
      test.message = found->second;
    }
    suite.tests.push_back(std::move(test));
  }
  return junit_xml(suite);
}

}  // namespace steelyard::results
