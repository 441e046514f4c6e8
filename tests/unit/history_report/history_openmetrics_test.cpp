#include "results/report/history/history_openmetrics.hpp"

#include <gmock/gmock.h>

#include "tests/unit/history_report/made_history.hpp"

namespace steelyard::results {
namespace {

using testing::HasSubstr;
using testing::Not;

TEST(HistoryOpenmetrics, HasMedianLevelRatioAndAlarmOfEachCase) {
  HistoryCase changed = test::made_series("c", {test::made_change(ChangeState::past, 0.9, 1),
                                                test::made_change(ChangeState::alarm, 0.5, 3)});
  changed.points.back().figure = 4.5;
  EXPECT_EQ(
      history_openmetrics(test::made_history({changed, test::made_series("q")})),
      "# TYPE steelyard_history_median_seconds gauge\n"
      "# HELP steelyard_history_median_seconds Median time of an iteration in the newest run.\n"
      "steelyard_history_median_seconds{case=\"case-c\",group=\"group-c\",id=\"c\"} 4.5\n"
      "steelyard_history_median_seconds{case=\"case-q\",group=\"group-q\",id=\"q\"} 2\n"
      "# TYPE steelyard_history_level_seconds gauge\n"
      "# HELP steelyard_history_level_seconds Median over the runs since the last change of "
      "level.\n"
      "steelyard_history_level_seconds{case=\"case-c\",group=\"group-c\",id=\"c\"} 4\n"
      "steelyard_history_level_seconds{case=\"case-q\",group=\"group-q\",id=\"q\"} 2\n"
      "# TYPE steelyard_history_ratio gauge\n"
      "# HELP steelyard_history_ratio Rate after over rate before the last change of level.\n"
      "steelyard_history_ratio{case=\"case-c\",group=\"group-c\",id=\"c\"} 0.5\n"
      "# TYPE steelyard_history_alarm gauge\n"
      "# HELP steelyard_history_alarm 1 if the case has become slower for good.\n"
      "steelyard_history_alarm{case=\"case-c\",group=\"group-c\",id=\"c\"} 1\n"
      "steelyard_history_alarm{case=\"case-q\",group=\"group-q\",id=\"q\"} 0\n"
      "# EOF\n");
}

TEST(HistoryOpenmetrics, HasNoMedianWhereTheNewestRunHasNone) {
  HistoryCase stale = test::made_series("o");
  stale.points.pop_back();
  HistoryCase empty = test::made_series("e");
  empty.points.clear();
  const std::string out = history_openmetrics(test::made_history({stale, empty}));
  EXPECT_THAT(out, Not(HasSubstr("steelyard_history_median_seconds{")));
  EXPECT_THAT(out, HasSubstr("steelyard_history_level_seconds{case=\"case-o\""));
  EXPECT_THAT(out, Not(HasSubstr("steelyard_history_level_seconds{case=\"case-e\"")));
  EXPECT_THAT(out, HasSubstr("steelyard_history_alarm{case=\"case-e\""));
}

TEST(HistoryOpenmetrics, RaisesNoAlarmForOtherChanges) {
  for (const ChangeState state : {ChangeState::better, ChangeState::small, ChangeState::past,
                                  ChangeState::acknowledged, ChangeState::not_alone}) {
    EXPECT_THAT(
        history_openmetrics(
            test::made_history({test::made_series("x", {test::made_change(state, 0.9)})})),
        HasSubstr("steelyard_history_alarm{case=\"case-x\",group=\"group-x\",id=\"x\"} 0\n"));
  }
}

}  // namespace
}  // namespace steelyard::results
