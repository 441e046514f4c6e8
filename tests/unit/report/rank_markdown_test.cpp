#include "results/report/rank_markdown.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

#include "tests/unit/report/golden_file.hpp"
#include "tests/unit/report/hostile_ranking.hpp"

namespace steelyard::results {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

TEST(RankMarkdown, IsAsExpected) {
  test::expect_golden(rank_markdown(test::reference_ranking()), "rank_reference.md");
  test::expect_golden(rank_markdown(test::profiled_ranking()), "rank_profiles.md");
}

TEST(RankMarkdown, LetsNothingOfAFileActOnThePage) {
  Ranking ranking =
      test::hostile_ranking("</details><script>|`@who` #1 [a](b) https://x.y\x1b[2J\u202e");
  for (const bool measured : {true, false}) {
    ranking.baseline.measured = measured;
    const std::string text = rank_markdown(ranking);
    for (const char* live :
         {"</details><", "<script>", "@who", "#1", "(b) https://", "\x1b", "\u202e"}) {
      EXPECT_THAT(text, Not(HasSubstr(live)));
    }
    EXPECT_THAT(text, HasSubstr("&lt;/details&gt;&lt;script&gt;\\|\\`\\@&#8203;who\\` "
                                "\\#&#8203;1 \\[a\\](b) https\\://x.y\\\\x1b"));
  }
}

TEST(RankMarkdown, OpensAndClosesWhatItFolds) {
  const std::string text = rank_markdown(test::hostile_ranking("</details>"));
  std::istringstream lines(text);
  int open = 0;
  for (std::string line; std::getline(lines, line);) {
    if (line == "<details>") ++open;
    if (line == "</details>") --open;
    EXPECT_TRUE(open == 0 || open == 1);
  }
  EXPECT_EQ(open, 0);
}

TEST(RankMarkdown, GivesNoVerdictOnAReference) {
  const std::string text = rank_markdown(test::reference_ranking());
  for (const char* word : {"comparable", "different", "undecided"}) {
    EXPECT_THAT(text, Not(HasSubstr(word)));
  }
  EXPECT_THAT(text, HasSubstr("not a measurement of yours: no verdict."));
}

TEST(RankMarkdown, LabelsWhatWasNotMeasured) {
  const std::string text = rank_markdown(test::imported_ranking());
  EXPECT_THAT(text, HasSubstr("- :warning: not measured: A (imported), B (imported)\n"));
  EXPECT_THAT(text, HasSubstr("| B Acme One (imported) | **1?** 5.600e-05 [unknown] |"));
  EXPECT_THAT(text, HasSubstr("| imported; imported from tool, fastest"));
}

TEST(RankMarkdown, SaysWhereNothingHasAScore) {
  Ranking ranking = test::reference_ranking();
  for (GroupRanking& group : ranking.groups) group.scores.clear();
  EXPECT_THAT(rank_markdown(ranking), HasSubstr("\nNo chip has a score.\n"));
  EXPECT_THAT(rank_markdown(ranking), StartsWith("### Ranking relative to Acme One, published"));
}

}  // namespace
}  // namespace steelyard::results
