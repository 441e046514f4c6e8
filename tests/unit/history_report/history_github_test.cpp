#include "results/report/history/history_github.hpp"

#include <gmock/gmock.h>

#include <algorithm>

#include "tests/unit/history_report/made_history.hpp"

namespace steelyard::results {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

TEST(HistoryGithub, TellsAlarmsTheLargestLossFirst) {
  EXPECT_EQ(history_github(test::every_state()),
            "::error title=steelyard%3A lasting loss%3A case-t::case-t%0A"
            "-5.00 %25 from 2026-01-02 on (night2.h5), 5.0 standard errors, p 0.0001; "
            "-50.00 %25 from 2026-01-04 on (night4.h5), 5.0 standard errors, p 0.0001\n"
            "::error title=steelyard%3A lasting loss%3A case-b::case-b%0A"
            "-12.50 %25 from 2026-01-03 on (night3.h5), 5.0 standard errors, p 0.0001; "
            "beside: driver: 1 before, 2 now\n");
}

TEST(HistoryGithub, SaysNothingWithoutAnAlarm) {
  EXPECT_EQ(history_github(test::made_history(
                {test::made_series("f", {test::made_change(ChangeState::better, 1.25)})})),
            "");
}

TEST(HistoryGithub, KeepsHostileTextOnTheLineOfItsCommand) {
  const std::string out = history_github(test::hostile_history());
  EXPECT_EQ(std::count(out.begin(), out.end(), '\n'), 1);
  EXPECT_THAT(out, Not(HasSubstr("\r")));
  EXPECT_THAT(out, StartsWith("::error title=steelyard%3A lasting loss%3A "
                              "a\\x0d\\x0a%3A%3Aerror%3A%3Ab%2C%25<x"));
}

}  // namespace
}  // namespace steelyard::results
