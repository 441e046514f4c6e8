#include "results/report/history/history_github.hpp"

#include "harness/core/plain.hpp"
#include "results/report/ci/workflow_commands.hpp"
#include "results/report/history/history_alarms.hpp"
#include "results/report/metric_words.hpp"

namespace steelyard::results {

std::string history_github(const History& history) {
  std::string out;
  for (const CaseInAlarm& each : cases_in_alarm(history)) {
    const std::string name = plain(each.series->name);
    out += workflow_command("error",
                            "steelyard: lasting loss" + by_metric(*history.metric) + ": " + name,
                            name + "\n" + plain(alarm_words(history, each)));
  }
  return out;
}

}  // namespace steelyard::results
