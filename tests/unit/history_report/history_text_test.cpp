#include "results/report/history/history_text.hpp"

#include <gmock/gmock.h>

#include "tests/unit/history_report/made_history.hpp"

namespace steelyard::results {
namespace {

TEST(HistoryText, SaysAChangeInNumbers) {
  const History history = test::every_state();
  const HistoryCase& series = history.cases[1];
  EXPECT_EQ(change_numbers(history, series, series.changes[0]),
            "-12.50 % from 2026-01-03 on (night3.h5), 5.0 standard errors, p 0.0001");
}

TEST(HistoryText, SaysASeriesInNumbers) {
  const History history = test::every_state();
  EXPECT_EQ(series_numbers(history.cases[0]),
            "6 nights, spread 1.0 %, memory 0.50, 1 outlier, 2 without a figure");
  EXPECT_EQ(series_numbers(history.cases[1]), "6 nights, spread 1.0 %");
  EXPECT_EQ(series_numbers(HistoryCase{}), "0 nights, spread unknown");
}

TEST(HistoryText, FindsTheChangesOfAState) {
  const History history = test::every_state();
  const auto alarms = changes_in(history, ChangeState::alarm);
  ASSERT_EQ(alarms.size(), 3U);
  EXPECT_EQ(alarms[0].series->id, "b");
  EXPECT_EQ(alarms[2].change->ratio, 0.5);
  EXPECT_TRUE(changes_in(test::made_history({}), ChangeState::alarm).empty());
}

TEST(HistoryText, CountsAlarmsFirst) {
  EXPECT_EQ(history_headline(test::every_state()), "3 alarms in 8 cases over 6 runs");
  EXPECT_EQ(history_headline(test::made_history({})), "no alarm in 0 cases over 6 runs");
}

TEST(HistoryText, TellsAlarmsFirstAndGainsLast) {
  const std::string out = history_text(test::every_state(), false);
  std::size_t last = 0;
  for (const char* title :
       {"Alarms: 3\n", "Perhaps slower: among so many cases chance does as much: 1\n",
        "Slower by less than the floor: 1\n", "Acknowledged: 1\n",
        "acknowledged by ann: power limit\n", "Slower long since: 1\n", "Faster: 1\n",
        "Changes of the setup\n"}) {
    const std::size_t at = out.find(title);
    ASSERT_NE(at, std::string::npos) << title << out;
    EXPECT_GT(at, last) << title;
    last = at;
  }
  EXPECT_EQ(out.find("case-q"), std::string::npos);
  EXPECT_NE(history_text(test::every_state(), true).find("case-q"), std::string::npos);
}

TEST(HistoryText, SpeaksInTheWordsOfTheMetric) {
  History history = test::every_state();
  history.metric = &metric_named("energy");
  EXPECT_EQ(history_headline(history), "3 alarms in 8 cases over 6 runs, by energy");
  const std::string out = history_text(history, false);
  for (const char* title : {"Perhaps more energy: among so many cases chance does as much: 1\n",
                            "More energy by less than the floor: 1\n",
                            "More energy long since: 1\n", "Less energy: 1\n"}) {
    EXPECT_THAT(out, testing::HasSubstr(title));
  }
}

}  // namespace
}  // namespace steelyard::results
