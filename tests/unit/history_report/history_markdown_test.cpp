#include "results/report/history/history_markdown.hpp"

#include <gmock/gmock.h>

#include "tests/unit/history_report/made_history.hpp"

namespace steelyard::results {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

TEST(HistoryMarkdown, TellsAlarmsFirst) {
  EXPECT_THAT(history_markdown(test::every_state(), false),
              StartsWith("**3 alarms in 8 cases over 6 runs**\n"
                         "\n| state | case | change | from | run | standard errors | p | beside |\n"
                         "|---|---|---|---|---|---|---|---|\n"
                         "| alarm | case-b | -12.50 % | 2026-01-03 | night3.h5 | 5.0 | 0.0001 | "
                         "driver: 1 before, 2 now |\n"
                         "| alarm | case-t | -5.00 % |"));
}

TEST(HistoryMarkdown, TellsWhoAcknowledgedAndWhatChanged) {
  const std::string out = history_markdown(test::every_state(), false);
  EXPECT_THAT(out, HasSubstr("| carried by rank 3; acknowledged by ann: power limit |\n"));
  EXPECT_THAT(out, HasSubstr("\nChanges of the setup:\n\n- 2026-01-03  driver: 1 before, 2 now\n"));
  EXPECT_THAT(out, HasSubstr("\nChanges so often that it begins no segment:\n\n- seed\n"));
}

TEST(HistoryMarkdown, FoldsAllCasesAwayWhereAllIsAsked) {
  EXPECT_THAT(history_markdown(test::every_state(), false), Not(HasSubstr("case-q")));
  EXPECT_THAT(
      history_markdown(test::every_state(), true),
      HasSubstr("<summary>Cases</summary>\n\n| case | series |\n|---|---|\n| case-q | 6 nights"));
}

TEST(HistoryMarkdown, IsAHeadlineWhereNothingHappened) {
  EXPECT_EQ(history_markdown(test::made_history({test::made_series("q")}), false),
            "**no alarm in 1 case over 6 runs**\n");
}

TEST(HistoryMarkdown, KeepsHostileTextInItsCell) {
  const std::string out = history_markdown(test::hostile_history(), true);
  EXPECT_THAT(out, Not(HasSubstr("<x")));
  EXPECT_THAT(out, Not(HasSubstr("\r")));
  EXPECT_THAT(out, Not(HasSubstr("\x1b")));
  EXPECT_THAT(out, HasSubstr("| alarm | a\\\\x0d\\\\x0a::error::b,%&lt;x y='\"'&gt;"));
}

}  // namespace
}  // namespace steelyard::results
