#include "results/report/history/history_gitlab.hpp"

#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

#include "tests/unit/history_report/made_history.hpp"

namespace steelyard::results {
namespace {

using testing::HasSubstr;

TEST(HistoryGitlab, HasAFindingForEachCaseWithAnAlarm) {
  const auto findings = nlohmann::json::parse(history_gitlab(test::every_state()));
  ASSERT_EQ(findings.size(), 2U);
  EXPECT_EQ(findings[0]["location"]["path"], "steelyard/case-t");
  EXPECT_EQ(findings[1]["check_name"], "steelyard-history-alarm");
  EXPECT_EQ(findings[1]["severity"], "major");
  EXPECT_THAT(findings[1]["description"].get<std::string>(),
              HasSubstr("case-b: -12.50 % from 2026-01-03 on"));
  EXPECT_NE(findings[0]["fingerprint"], findings[1]["fingerprint"]);
}

TEST(HistoryGitlab, IsAnEmptyListWithoutAnAlarm) {
  EXPECT_EQ(history_gitlab(test::made_history({test::made_series("q")})), "[]\n");
}

}  // namespace
}  // namespace steelyard::results
