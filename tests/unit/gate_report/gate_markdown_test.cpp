#include "results/report/gate/gate_markdown.hpp"

#include <gmock/gmock.h>

#include "tests/unit/gate_report/made_result.hpp"

namespace steelyard::results {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

TEST(GateMarkdown, SaysTheVerdictAndWhatChanged) {
  EXPECT_THAT(
      gate_markdown(test::every_verdict(), false),
      StartsWith(
          "**REGRESSED: 2 regressed, 1 failed, 1 missing, 1 inconclusive, 1 added, "
          "1 improved, 1 pass of 8 cases**\n"
          "\nAll cases together: 0.9500 \\[0.9000, 0.9900\\]\n"
          "\nSpread between runs: from 5 runs\n"
          "\nChanged between the two sides:\n\n- driver: 1 before, 2 now\n"
          "\nUnlike, and allowed:\n\n- nodes: a, b\n"
          "\n| verdict | case | ratio | p | detectable | reason |\n"
          "|---|---|---|---|---|---|\n"
          "| regressed | case-r2 | 0.5000 \\[0.4900, 0.5100\\] | 0.0001 | 3.0 % | carried by "
          "rank 3 (node1, cuda:3) |\n"
          "| regressed | case-r1 |"));
}

TEST(GateMarkdown, LeavesCellsEmptyWithoutFigures) {
  const std::string out = gate_markdown(test::every_verdict(), false);
  EXPECT_THAT(out, HasSubstr("| missing | case-m |  |  |  |  |\n"));
  EXPECT_THAT(out, HasSubstr("| inconclusive | case-i | 0.7500 |  |  | Too few runs. |\n"));
  GateResult result = test::every_verdict();
  result.cases[3].reason = "why";
  EXPECT_THAT(gate_markdown(result, false),
              HasSubstr("| why; carried by rank 3 (node1, cuda:3) |"));
}

TEST(GateMarkdown, FoldsPassesAwayWhereAllIsAsked) {
  EXPECT_THAT(gate_markdown(test::every_verdict(), false), Not(HasSubstr("case-p")));
  EXPECT_THAT(gate_markdown(test::every_verdict(), true),
              HasSubstr("<summary>Passed</summary>\n\n\n| verdict | case |"));
  EXPECT_THAT(gate_markdown(test::every_verdict(), true), HasSubstr("| pass | case-p |"));
}

TEST(GateMarkdown, NeedsNoTableWherePassesAreAll) {
  GateResult result = test::made_result({test::made_case("p", GateVerdict::pass)});
  EXPECT_EQ(gate_markdown(result, false),
            "**PASS: 1 pass of 1 case**\n\nSpread between runs: from 5 runs\n");
  result.ratio = Interval{1, 1, 1};
  EXPECT_THAT(gate_markdown(result, false), HasSubstr("All cases together: 1.000\n"));
}

TEST(GateMarkdown, KeepsHostileTextInItsCell) {
  const std::string out = gate_markdown(test::hostile_result(), true);
  EXPECT_THAT(out, Not(HasSubstr("<x")));
  EXPECT_THAT(out, Not(HasSubstr("\r")));
  EXPECT_THAT(out, Not(HasSubstr("\x1b")));
  EXPECT_THAT(out, HasSubstr("| regressed | a\\\\x0d\\\\x0a::error::b,%&lt;x y='\"'&gt;"));
}

}  // namespace
}  // namespace steelyard::results
