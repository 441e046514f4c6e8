#include "results/model/modelled_ranking.hpp"

#include <gmock/gmock.h>

#include "results/report/modelled_text.hpp"
#include "tests/unit/verdicts/run_builder.hpp"

namespace steelyard::results {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

CaseRecord modelled_matmul(const std::string& dtype, double seconds) {
  CaseRecord record = test::matmul_case(dtype, 64, seconds);
  record.visits = {test::visit_of(1, std::vector<double>(10, seconds))};
  record.algorithm =
      "modelled by roofline: 100 TFLOP/s (press) x 0.8 (median of A); memory unknown";
  return record;
}

CaseRecord skipped_matmul(const std::string& dtype) {
  CaseRecord record = modelled_matmul(dtype, 1);
  record.outcome = Outcome::skipped;
  record.reason = "rank 0 (h, model:0): planning failed with SY_UNSUPPORTED: No dense peak.";
  record.visits.clear();
  return record;
}

NamedRun modelled(const std::string& chip, std::vector<CaseRecord> cases) {
  NamedRun run{chip + ".h5", {}};
  run.run.info.uuid = chip;
  run.run.info.chip = chip;
  run.run.info.origin = Origin::modelled;
  run.run.info.rounds = 1;
  run.run.info.environment.ranks = {RankInfo{}};
  run.run.cases = std::move(cases);
  return run;
}

std::vector<NamedRun> three_runs() {
  return {modelled("base", {modelled_matmul("bf16", 2e-6), modelled_matmul("fp16", 2e-6)}),
          modelled("fast", {modelled_matmul("bf16", 1e-6), skipped_matmul("fp16")}),
          modelled("other", {skipped_matmul("bf16"), modelled_matmul("fp16", 4e-6)}),
          modelled("slow", {modelled_matmul("bf16", 4e-6), skipped_matmul("fp16")})};
}

TEST(RankByGroup, RanksTheChipsThatRunTheMostCommonCase) {
  const auto runs = three_runs();
  const auto groups = rank_by_group(runs, 0, Catalogue({}));
  ASSERT_EQ(groups.size(), 1U);
  EXPECT_EQ(groups[0].group, "square");
  EXPECT_THAT(groups[0].most_common, HasSubstr("dtype=bf16"));
  const auto& scores = groups[0].ranking.scores;
  ASSERT_EQ(scores.size(), 3U);
  EXPECT_EQ(scores[0].chip, 1U);
  EXPECT_DOUBLE_EQ(scores[0].ratio.point, 2);
  EXPECT_EQ(scores[0].rank, 1);
  EXPECT_EQ(scores[1].chip, 0U);
  EXPECT_EQ(scores[2].chip, 3U);
  EXPECT_DOUBLE_EQ(scores[2].ratio.point, 0.5);
  ASSERT_EQ(groups[0].left_out.size(), 1U);
  EXPECT_EQ(groups[0].left_out[0].run, 2U);
  EXPECT_THAT(groups[0].left_out[0].reason, HasSubstr("No dense peak."));
}

TEST(RankByGroup, NamesAnotherScale) {
  auto runs = three_runs();
  runs[2].run.cases.clear();
  runs[2].run.info.environment.ranks.resize(72);
  const auto groups = rank_by_group(runs, 0, Catalogue({}));
  EXPECT_EQ(groups[0].left_out[0].reason, "modelled as 72 devices, the others as 1");
}

TEST(RankByGroup, RanksNobodyWhereTheBaselineRanNothing) {
  const std::vector<NamedRun> runs{modelled("base", {skipped_matmul("bf16")}),
                                   modelled("fast", {modelled_matmul("bf16", 1e-6)})};
  const auto groups = rank_by_group(runs, 0, Catalogue({}));
  ASSERT_EQ(groups.size(), 1U);
  EXPECT_EQ(groups[0].most_common, "");
  EXPECT_TRUE(groups[0].ranking.scores.empty());
}

TEST(ModelledText, SaysWhatWasPredictedFromWhatAndWhatIsMissing) {
  const auto runs = three_runs();
  const std::vector<NotModelled> missing{{"dark", "no dense peak is published"}};
  const std::string text = modelled_text(runs, 0, rank_by_group(runs, 0, Catalogue({})), missing);
  EXPECT_THAT(text, HasSubstr("modelled: computed from published figures"));
  EXPECT_THAT(text, HasSubstr("1 x fast"));
  EXPECT_THAT(text, HasSubstr("100 TFLOP/s (press) x 0.8 (median of A)\n"));
  EXPECT_THAT(text, HasSubstr("Modelled scores relative to 1 x base"));
  EXPECT_THAT(text, HasSubstr("2 #1"));
  EXPECT_THAT(text, HasSubstr("[1] square: 1 case that all of its chips run"));
  EXPECT_THAT(text, HasSubstr("other [1]: No dense peak."));
  EXPECT_THAT(text, Not(HasSubstr("rank 0")));
  EXPECT_THAT(text, HasSubstr("dark: no dense peak is published"));
}

TEST(ModelledText, HasNoColumnForAGroupThatNobodyIsRankedIn) {
  const std::vector<NamedRun> runs{modelled("base", {skipped_matmul("bf16")}),
                                   modelled("fast", {modelled_matmul("bf16", 1e-6)})};
  const std::string text = modelled_text(runs, 0, rank_by_group(runs, 0, Catalogue({})), {});
  EXPECT_THAT(text, HasSubstr("[-] square: not ranked"));
  EXPECT_THAT(text, Not(HasSubstr("[1]")));
}

}  // namespace
}  // namespace steelyard::results
