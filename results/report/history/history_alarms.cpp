#include "results/report/history/history_alarms.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "results/report/history/history_text.hpp"

namespace steelyard::results {
namespace {

double largest_loss(const CaseInAlarm& found) {
  double ratio = 1;
  for (const HistoryChange* each : found.alarms) ratio = std::min(ratio, each->ratio);
  return ratio;
}

}  // namespace

std::vector<CaseInAlarm> cases_in_alarm(const History& history) {
  std::vector<CaseInAlarm> out;
  for (const HistoryCase& series : history.cases) {
    CaseInAlarm found{&series, {}};
    for (const HistoryChange& change : series.changes) {
      if (change.state == ChangeState::alarm) found.alarms.push_back(&change);
    }
    if (!found.alarms.empty()) out.push_back(std::move(found));
  }
  std::stable_sort(out.begin(), out.end(), [](const CaseInAlarm& a, const CaseInAlarm& b) {
    return largest_loss(a) < largest_loss(b);
  });
  return out;
}

std::string alarm_words(const History& history, const CaseInAlarm& found) {
  std::vector<std::string> words;
  for (const HistoryChange* each : found.alarms) {
    words.push_back(change_numbers(history, *found.series, *each));
    if (!each->carried_by.words.empty()) words.push_back(sentence(each->carried_by));
    for (const std::string& beside : each->beside) words.push_back("beside: " + beside);
  }
  return fmt::format("{}", fmt::join(words, "; "));
}

}  // namespace steelyard::results
