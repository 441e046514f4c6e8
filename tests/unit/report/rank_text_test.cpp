#include "results/report/rank_text.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

#include "results/report/plain_text.hpp"
#include "tests/unit/report/golden_file.hpp"
#include "tests/unit/report/hostile_ranking.hpp"

namespace steelyard::results {
namespace {

using test::expect_golden;
using testing::HasSubstr;
using testing::Not;

TEST(RankText, AgainstTheReferenceIsAsExpected) {
  expect_golden(rank_text(test::reference_ranking()), "rank_reference.txt");
}

TEST(RankText, AgainstARunIsAsExpected) {
  expect_golden(rank_text(test::run_ranking()), "rank_run.txt");
}

TEST(RankText, OfSeveralRunsAndProfilesIsAsExpected) {
  expect_golden(rank_text(test::profiled_ranking()), "rank_profiles.txt");
}

TEST(RankText, LabelsEveryImportedRow) {
  const std::string text = rank_text(test::imported_ranking());
  EXPECT_THAT(text, HasSubstr("8 ranks, nodes not known"));
  EXPECT_THAT(text, HasSubstr("    1?    5.600e-05 [unknown]"));
  EXPECT_THAT(text, HasSubstr("    2?    2.800e-05 [unknown]"));
  const std::string label = "imported from tool, fastest\\x1b[31m; 1 time: too few for an interval";
  const std::size_t first = text.find(label);
  ASSERT_NE(first, std::string::npos);
  EXPECT_NE(text.find(label, first + 1), std::string::npos);
  EXPECT_THAT(text, HasSubstr("They give an order, never a verdict."));
  EXPECT_THAT(rank_text(test::reference_ranking()), Not(HasSubstr("mported")));
}

TEST(RankText, FitsIn120ColumnsAndEndsNoLineInABlank) {
  for (const Ranking& ranking : {test::reference_ranking(), test::run_ranking(),
                                 test::imported_ranking(), test::profiled_ranking()}) {
    std::istringstream lines(rank_text(ranking));
    for (std::string line; std::getline(lines, line);) {
      EXPECT_LE(columns(line), 120U) << line;
      EXPECT_FALSE(line.ends_with(' ')) << line;
    }
  }
}

TEST(RankText, GivesNoVerdictOnAReference) {
  const std::string text = rank_text(test::reference_ranking());
  for (const char* word : {"comparable", "supported", "refuted", "faster than", "better"}) {
    EXPECT_THAT(text, Not(HasSubstr(word)));
  }
  EXPECT_THAT(text, HasSubstr("no verdict"));
  EXPECT_THAT(text, HasSubstr("pass --baseline FILE"));
}

TEST(RankText, LetsNoControlCharacterThrough) {
  Ranking ranking = test::hostile_ranking("\x1b[2J\u202e\x07");
  for (const bool measured : {true, false}) {
    ranking.baseline.measured = measured;
    const std::string text = rank_text(ranking);
    EXPECT_THAT(text, Not(HasSubstr("\x1b")));
    EXPECT_THAT(text, Not(HasSubstr("\x07")));
    EXPECT_THAT(text, Not(HasSubstr("\u202e")));
    EXPECT_THAT(text, HasSubstr("\\x1b[2J\\u202e\\x07"));
  }
}

TEST(RankText, LettersManyChips) {
  std::vector<NamedRun> runs;
  for (int i = 0; i < 27; ++i) {
    runs.push_back(test::named_run("run" + std::to_string(i), "x", {}));
    runs.back().run.info.label = std::to_string(i);  // a row of its own
  }
  const std::string text = rank_text(test::rank(runs, test::round_reference(), Catalogue({})));
  EXPECT_THAT(text, HasSubstr("  Z  x (run25)"));
  EXPECT_THAT(text, HasSubstr("  C27  x (run26)"));
}

}  // namespace
}  // namespace steelyard::results
