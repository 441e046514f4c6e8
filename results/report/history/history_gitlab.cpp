#include "results/report/history/history_gitlab.hpp"

#include "results/report/ci/code_quality.hpp"
#include "results/report/history/history_alarms.hpp"
#include "results/report/metric_words.hpp"

namespace steelyard::results {

std::string history_gitlab(const History& history) {
  std::vector<CodeQualityFinding> findings;
  for (const CaseInAlarm& each : cases_in_alarm(history)) {
    findings.push_back({each.series->id, each.series->name,
                        "steelyard-history-" + metric_prefix(*history.metric, '-') + "alarm",
                        "major", alarm_words(history, each)});
  }
  return code_quality_json(findings);
}

}  // namespace steelyard::results
