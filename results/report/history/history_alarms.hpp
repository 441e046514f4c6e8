#pragma once

#include <string>
#include <vector>

#include "results/verdicts/history/history.hpp"

/// The alarms of a history as CI systems want them: case by case.
namespace steelyard::results {

/// A case with at least one alarm.
struct CaseInAlarm {
  const HistoryCase* series;
  std::vector<const HistoryChange*> alarms;
};

/// The cases with an alarm, the largest loss first.
std::vector<CaseInAlarm> cases_in_alarm(const History& history);

/// The numbers of a case's alarms and what changed beside them, in one line, as it stands in files.
std::string alarm_words(const History& history, const CaseInAlarm& found);

}  // namespace steelyard::results
