#include "results/verdicts/ranking.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "harness/core/case_times.hpp"
#include "harness/core/error.hpp"
#include "harness/core/statistics/quantiles.hpp"
#include "tests/unit/verdicts/run_builder.hpp"

namespace steelyard::results {
namespace {

using test::allreduce_case;
using test::matmul_case;
using test::named_run;
using test::rank;
using test::round_chip;
using test::round_reference;
using testing::ElementsAre;
using testing::HasSubstr;

const Catalogue& catalogue() {
  static const Catalogue one({round_chip()});
  return one;
}

RankOptions quick() {
  RankOptions options;
  options.bootstrap.resamples = 200;
  return options;
}

Ranking rank_one(std::vector<CaseRecord> cases) {
  const std::vector runs{named_run("a.h5", "cpu", std::move(cases))};
  return rank(runs, round_reference(), catalogue(), quick());
}

/// What a case of a run is resampled to.
LogResamples log_seconds(const RunRecord& run, std::size_t row) {
  const CaseRecord& record = run.cases.at(row);
  return resample_log_median(slowest_rank_times(record),
                             resampling_of(run.info, record, quick().bootstrap));
}

void expect_interval(const Interval& interval, const LogResamples& resamples, double confidence) {
  const Interval expected = stretched_interval(interval.point, resamples, confidence);
  EXPECT_NEAR(interval.low, expected.low, 1e-12);
  EXPECT_NEAR(interval.high, expected.high, 1e-12);
}

const RankedCell& cell(const Ranking& ranking, std::size_t row, std::size_t chip = 0) {
  return *ranking.cases.at(row).cells.at(chip);
}

TEST(Rank, RefusesToRankNothing) {
  const std::vector<NamedRun> none;
  EXPECT_THROW(rank(none, round_reference(), catalogue()), UsageError);
  EXPECT_THROW(rank(none, named_run("a", "b", {}), catalogue()), UsageError);
}

TEST(Rank, RefusesTheBaselineAlone) {
  const std::vector runs{named_run("a.h5", "cpu", {})};
  EXPECT_THROW(rank(runs, runs[0], catalogue()), UsageError);
}

TEST(Rank, WeighsAgainstAPublishedRow) {
  const Ranking ranking = rank_one({matmul_case("bf16", 1024, 1e-4)});
  const RankedCell& only = cell(ranking, 0);
  ASSERT_TRUE(only.reference);
  EXPECT_EQ(only.reference->origin, Origin::published);
  ASSERT_TRUE(only.ratio);
  const Interval figure = only.figures->figure;
  EXPECT_DOUBLE_EQ(only.ratio->point, figure.point / 80e12);
  EXPECT_DOUBLE_EQ(only.ratio->low, figure.low / 80e12);
  EXPECT_DOUBLE_EQ(only.ratio->high, figure.high / 80e12);
  EXPECT_EQ(only.standing, Standing::counted);
  EXPECT_EQ(only.standing_reason, "");
  EXPECT_FALSE(ranking.baseline.measured);
  EXPECT_EQ(ranking.baseline.origin, Origin::reference);
  EXPECT_EQ(ranking.baseline.title, "Acme One, published figures");
  EXPECT_EQ(ranking.baseline.chip, "Acme One");
  EXPECT_TRUE(ranking.not_comparable.empty());
}

TEST(Rank, ScoresAGroupByTheGeometricMean) {
  const Ranking ranking =
      rank_one({matmul_case("bf16", 1024, 1e-4), matmul_case("bf16", 8192, 0.1)});
  ASSERT_EQ(ranking.groups.size(), 1U);
  const GroupRanking& group = ranking.groups[0];
  EXPECT_EQ(group.group, "square");
  EXPECT_EQ(group.counted.size(), 2U);
  EXPECT_EQ(group.left_out, 0);
  ASSERT_EQ(group.scores.size(), 1U);
  EXPECT_EQ(group.scores[0].rank, 1);
  const RankedCell& first = cell(ranking, 0);
  const RankedCell& second = cell(ranking, 1);
  EXPECT_DOUBLE_EQ(group.scores[0].ratio.point,
                   std::sqrt(first.ratio->point * second.ratio->point));
  const auto run =
      named_run("a.h5", "cpu", {matmul_case("bf16", 1024, 1e-4), matmul_case("bf16", 8192, 0.1)});
  const LogResamples one = log_seconds(run.run, 0);
  const LogResamples other = log_seconds(run.run, 1);
  LogResamples mean{std::vector<double>(200), one.freedom};
  for (std::size_t i = 0; i < 200; ++i) {
    mean.deviations[i] = -(one.deviations[i] + other.deviations[i]) / 2;
  }
  EXPECT_EQ(mean.freedom, 2) << "three rounds, and a table that is taken for known";
  expect_interval(group.scores[0].ratio, mean, 0.95);
  expect_interval(group.scores[0].tost, mean, 0.90);
}

/// One case with too few times leaves the score without an interval.
TEST(Rank, SaysWhichScoresHaveAnInterval) {
  CaseRecord few = matmul_case("bf16", 1024, 1e-4);
  EXPECT_TRUE(rank_one({few}).groups.at(0).scores.at(0).has_interval);
  few.visits.resize(1);
  const Ranking ranking = rank_one({few, matmul_case("bf16", 2048, 1e-3)});
  EXPECT_EQ(ranking.groups.at(0).counted.size(), 2U);
  EXPECT_FALSE(ranking.groups.at(0).scores.at(0).has_interval);
}

TEST(Rank, KeepsTheDataPattern) {
  CaseRecord record = matmul_case("bf16", 1024, 1e-4);
  record.data_pattern = "tool, fastest";
  EXPECT_EQ(cell(rank_one({record}), 0).data_pattern, "tool, fastest");
}

TEST(Rank, ShowsButDoesNotScoreAnotherScale) {
  const Ranking ranking = rank_one({allreduce_case(64, 1e-5, 2), allreduce_case(64, 1e-5, 8)});
  const RankedCell& two = cell(ranking, 0);
  EXPECT_EQ(two.standing, Standing::other_scale);
  EXPECT_EQ(two.standing_reason, "the baseline's figure is for 8 devices, this case for 2");
  EXPECT_TRUE(two.ratio);
  EXPECT_EQ(cell(ranking, 1).standing, Standing::counted);
  EXPECT_THAT(ranking.groups[0].counted, ElementsAre(ranking.cases[1].name));
}

TEST(Rank, HasNoRatioWithoutAReference) {
  const Ranking ranking = rank_one({matmul_case("f32", 1024, 1)});
  EXPECT_EQ(cell(ranking, 0).standing, Standing::no_reference);
  EXPECT_THAT(cell(ranking, 0).standing_reason, HasSubstr("its peak for f32 is unknown"));
  EXPECT_FALSE(cell(ranking, 0).ratio);
  EXPECT_FALSE(cell(ranking, 0).reference);
  EXPECT_TRUE(cell(ranking, 0).figures);
  EXPECT_EQ(ranking.groups[0].reason, "no case counts: 1 no reference");
}

TEST(Rank, ShowsFailuresWithTheirReason) {
  CaseRecord skipped = matmul_case("bf16", 512, 1);
  skipped.outcome = Outcome::skipped;
  skipped.reason = "does not fit";
  CaseRecord wrong = matmul_case("bf16", 1024, 1);
  wrong.verification.state = VerificationState::failed;
  CaseRecord empty = matmul_case("bf16", 2048, 1);
  empty.visits.clear();
  CaseRecord broken = matmul_case("bf16", 4096, 1);
  broken.visits[0].samples[0] = -1;
  const Ranking ranking = rank_one({skipped, wrong, empty, broken});
  for (std::size_t row = 0; row < 4; ++row) {
    EXPECT_EQ(cell(ranking, row).standing, Standing::no_figure) << row;
    EXPECT_FALSE(cell(ranking, row).figures) << row;
    EXPECT_FALSE(cell(ranking, row).ratio) << row;
  }
  EXPECT_EQ(cell(ranking, 0).outcome, Outcome::skipped);
  EXPECT_EQ(cell(ranking, 0).reason, "does not fit");
  EXPECT_EQ(cell(ranking, 0).standing_reason, "skipped");
  EXPECT_EQ(cell(ranking, 1).standing_reason, "the result is wrong");
  EXPECT_EQ(cell(ranking, 2).standing_reason, "the file holds no samples of it");
  EXPECT_THAT(cell(ranking, 3).standing_reason, HasSubstr("round 0 holds a time"));
  EXPECT_EQ(ranking.groups[0].reason, "no case counts: 4 no figure");
  EXPECT_EQ(ranking.groups[0].left_out, 4);
}

TEST(Rank, ScoresUnstableCasesToo) {
  CaseRecord unstable = matmul_case("bf16", 1024, 1e-4);
  unstable.outcome = Outcome::unstable;
  EXPECT_EQ(cell(rank_one({unstable}), 0).standing, Standing::counted);
}

TEST(Rank, ShowsButDoesNotScoreTheImplausible) {
  CaseRecord fast = matmul_case("bf16", 1024, 1e-6);
  CaseRecord told = matmul_case("bf16", 8192, 0.1);
  told.outcome = Outcome::implausible;
  told.reason = "the clock ran backwards";
  const std::vector runs{named_run("a.h5", "acme-one", {fast, told}, "acme-one")};
  const Ranking ranking = rank(runs, round_reference(), catalogue(), quick());
  EXPECT_EQ(cell(ranking, 0).standing, Standing::implausible);
  EXPECT_TRUE(cell(ranking, 0).excess);
  EXPECT_EQ(cell(ranking, 0).standing_reason, cell(ranking, 0).excess->sentence);
  EXPECT_TRUE(cell(ranking, 0).ratio);
  EXPECT_EQ(cell(ranking, 1).standing, Standing::implausible);
  EXPECT_EQ(cell(ranking, 1).standing_reason, "the clock ran backwards");
  EXPECT_EQ(ranking.groups[0].reason, "no case counts: 2 implausible");
}

TEST(Rank, ScoresWhatOnlyARumourForbids) {
  Chip chip = round_chip();
  chip.dense_peak_tflops["bf16"] = test::figure(100, Confidence::low);
  const std::vector runs{named_run("a.h5", "acme-one", {matmul_case("bf16", 8192, 0.01)})};
  const Ranking ranking = rank(runs, round_reference(), Catalogue({chip}), quick());
  EXPECT_TRUE(cell(ranking, 0).excess);
  EXPECT_EQ(cell(ranking, 0).standing, Standing::counted);
}

TEST(Rank, GivesFractionsOfTheChipsOwnPeak) {
  const std::vector runs{named_run("a.h5", "One", {matmul_case("bf16", 8192, 0.1)})};
  const Ranking ranking = rank(runs, round_reference(), catalogue(), quick());
  ASSERT_TRUE(cell(ranking, 0).fraction);
  EXPECT_EQ(cell(ranking, 0).fraction->of, Denominator::dense_peak);
  EXPECT_EQ(ranking.chips[0].label, "Acme One");
}

TEST(Rank, MarksIntegers) {
  const Ranking ranking = rank_one({matmul_case("int8", 1024, 1), matmul_case("bf16", 1024, 1)});
  EXPECT_TRUE(ranking.cases[0].integers);
  EXPECT_FALSE(ranking.cases[1].integers);
}

TEST(Rank, ScoresOnlyCasesThatAllChipsHave) {
  const std::vector runs{
      named_run("a.h5", "x", {matmul_case("bf16", 1024, 1e-3), matmul_case("bf16", 2048, 1e-2)}),
      named_run("b.h5", "y", {matmul_case("bf16", 2048, 1e-3), matmul_case("int8", 4096, 1e-1)})};
  const Ranking ranking = rank(runs, round_reference(), catalogue(), quick());
  ASSERT_EQ(ranking.cases.size(), 3U);
  EXPECT_EQ(cell(ranking, 0, 0).standing, Standing::not_common);
  EXPECT_THAT(cell(ranking, 0, 0).standing_reason, HasSubstr("not every chip"));
  EXPECT_FALSE(ranking.cases[0].cells[1]);
  EXPECT_EQ(cell(ranking, 1, 0).standing, Standing::counted);
  EXPECT_EQ(cell(ranking, 1, 1).standing, Standing::counted);
  EXPECT_EQ(cell(ranking, 2, 1).standing, Standing::not_common);
  const GroupRanking& group = ranking.groups[0];
  EXPECT_EQ(group.left_out, 2);
  ASSERT_EQ(group.scores.size(), 2U);
  EXPECT_EQ(group.scores[0].chip, 1U);
  EXPECT_EQ(group.scores[0].rank, 1);
  EXPECT_EQ(group.scores[1].rank, 2);
  EXPECT_NEAR(group.scores[0].ratio.point / group.scores[1].ratio.point, 10, 1e-9);
}

TEST(Rank, DoesNotLetAChipWithoutAnyRatioEmptyTheGroup) {
  CaseRecord failed = matmul_case("bf16", 1024, 1);
  failed.outcome = Outcome::failed;
  const std::vector runs{named_run("a.h5", "x", {matmul_case("bf16", 1024, 1e-3)}),
                         named_run("b.h5", "y", {failed})};
  const Ranking ranking = rank(runs, round_reference(), catalogue(), quick());
  ASSERT_EQ(ranking.groups[0].scores.size(), 1U);
  EXPECT_EQ(ranking.groups[0].scores[0].chip, 0U);
}

TEST(Rank, SaysThatChipsHaveNothingInCommon) {
  const std::vector runs{named_run("a.h5", "x", {matmul_case("bf16", 1024, 1e-3)}),
                         named_run("b.h5", "y", {matmul_case("bf16", 2048, 1e-3)})};
  const Ranking ranking = rank(runs, round_reference(), catalogue(), quick());
  EXPECT_TRUE(ranking.groups[0].scores.empty());
  EXPECT_EQ(ranking.groups[0].reason, "the chips have no case in common that counts");
}

TEST(Rank, KeepsTheOrderOfGroupsAndCases) {
  const std::vector runs{
      named_run("a.h5", "x", {allreduce_case(64, 1e-5, 8)}),
      named_run("b.h5", "y", {matmul_case("bf16", 64, 1e-3), allreduce_case(64, 1e-5, 8)})};
  const Ranking ranking = rank(runs, round_reference(), catalogue(), quick());
  ASSERT_EQ(ranking.groups.size(), 2U);
  EXPECT_EQ(ranking.groups[0].group, "allreduce");
  EXPECT_EQ(ranking.groups[1].group, "square");
  ASSERT_EQ(ranking.cases.size(), 2U);
}

TEST(RankAgainstARun, DividesTheDistributions) {
  const NamedRun base = named_run("base.h5", "one", {matmul_case("bf16", 8192, 0.2)});
  const std::vector runs{named_run("a.h5", "x", {matmul_case("bf16", 8192, 0.1)})};
  const Ranking ranking = rank(runs, base, catalogue(), quick());
  ASSERT_EQ(ranking.chips.size(), 2U);
  EXPECT_TRUE(ranking.chips[0].is_baseline);
  EXPECT_FALSE(ranking.chips[1].is_baseline);
  const RankedCell& own = cell(ranking, 0, 0);
  const RankedCell& other = cell(ranking, 0, 1);
  EXPECT_FALSE(own.ratio);
  EXPECT_FALSE(other.reference);
  ASSERT_TRUE(other.ratio);
  EXPECT_DOUBLE_EQ(other.ratio->point, 2);
  const LogResamples base_time = log_seconds(base.run, 0);
  const LogResamples own_time = log_seconds(runs[0].run, 0);
  expect_interval(*other.ratio, ratio_of(base_time, own_time), 0.95);
  EXPECT_NE(base_time.deviations, own_time.deviations) << "each side has draws of its own";
}

TEST(RankAgainstARun, ListsTheBaselineAsAChipWithRatioOne) {
  const NamedRun base = named_run("base.h5", "one", {matmul_case("bf16", 8192, 0.2)});
  const std::vector runs{named_run("a.h5", "x", {matmul_case("bf16", 8192, 0.1)})};
  const Ranking ranking = rank(runs, base, catalogue(), quick());
  EXPECT_TRUE(ranking.baseline.measured);
  EXPECT_EQ(ranking.baseline.file, "base.h5");
  EXPECT_EQ(ranking.baseline.title, "Acme One");
  EXPECT_EQ(ranking.baseline.origin, Origin::measured);
  const GroupRanking& group = ranking.groups[0];
  ASSERT_EQ(group.scores.size(), 2U);
  EXPECT_EQ(group.scores[0].chip, 1U);
  EXPECT_EQ(group.scores[1].chip, 0U);
  EXPECT_EQ(group.scores[1].ratio.low, 1);
  EXPECT_EQ(group.scores[1].ratio.point, 1);
  EXPECT_EQ(group.scores[1].ratio.high, 1);
  EXPECT_EQ(group.scores[1].rank, 2);
}

TEST(RankAgainstARun, TiesAChipWhoseIntervalHoldsOne) {
  const NamedRun base = named_run("base.h5", "x", {matmul_case("bf16", 8192, 0.1)});
  const std::vector runs{named_run("a.h5", "x", {matmul_case("bf16", 8192, 0.1001)})};
  const Ranking ranking = rank(runs, base, catalogue(), quick());
  EXPECT_EQ(ranking.groups[0].scores[0].rank, 1);
  EXPECT_EQ(ranking.groups[0].scores[1].rank, 1);
}

TEST(RankAgainstARun, DoesNotRankTheBaselineTwice) {
  const NamedRun base = named_run("base.h5", "x", {matmul_case("bf16", 8192, 0.1)});
  const std::vector runs{base, named_run("a.h5", "y", {matmul_case("bf16", 8192, 0.1)})};
  EXPECT_EQ(rank(runs, base, catalogue(), quick()).chips.size(), 2U);
}

TEST(RankAgainstARun, ListsWhatIsNotComparable) {
  CaseRecord newer = matmul_case("bf16", 64, 1);
  newer.method_version = 2;
  newer.id = case_id(newer.name, 2, newer.data_pattern);
  const NamedRun base =
      named_run("base.h5", "x", {matmul_case("bf16", 64, 1), allreduce_case(64, 1, 8)});
  const std::vector runs{named_run("a.h5", "y", {newer, allreduce_case(64, 1, 8)})};
  const Ranking ranking = rank(runs, base, catalogue(), quick());
  ASSERT_EQ(ranking.not_comparable.size(), 2U);
  EXPECT_EQ(ranking.not_comparable[0].chip, 1U);
  EXPECT_EQ(ranking.not_comparable[0].case_name, newer.name);
  EXPECT_EQ(ranking.not_comparable[0].reason, "measured by method version 2 here and 1 there");
  EXPECT_EQ(ranking.not_comparable[1].chip, 0U);
  EXPECT_EQ(ranking.not_comparable[1].reason, "measured by method version 1 here and 2 there");
  ASSERT_EQ(ranking.cases.size(), 3U);
  const RankedCell& alone = *ranking.cases[2].cells[1];
  EXPECT_EQ(alone.standing, Standing::no_reference);
  EXPECT_EQ(alone.standing_reason, "measured by method version 2 here and 1 there");
  EXPECT_FALSE(alone.ratio);
}

TEST(RankAgainstARun, NeedsTheBaselinesOwnCaseToCount) {
  CaseRecord failed = matmul_case("bf16", 64, 1);
  failed.outcome = Outcome::failed;
  const NamedRun base = named_run("base.h5", "x", {failed});
  const std::vector runs{named_run("a.h5", "y", {matmul_case("bf16", 64, 1)})};
  const Ranking ranking = rank(runs, base, catalogue(), quick());
  EXPECT_EQ(cell(ranking, 0, 1).standing, Standing::no_reference);
  EXPECT_EQ(cell(ranking, 0, 1).standing_reason, "the baseline's own case does not count: failed");
  EXPECT_FALSE(cell(ranking, 0, 1).ratio);
}

TEST(Rank, GivesACaseTheSameIntervalInAnyCompany) {
  const NamedRun run = named_run("a.h5", "x", {matmul_case("bf16", 1024, 1e-3)});
  const std::vector alone{run};
  const std::vector together{named_run("b.h5", "y", {matmul_case("bf16", 1024, 1e-3)}), run};
  const Ranking first = rank(alone, round_reference(), catalogue(), quick());
  const Ranking second = rank(together, round_reference(), catalogue(), quick());
  EXPECT_EQ(cell(first, 0, 0).ratio->low, cell(second, 0, 1).ratio->low);
  EXPECT_EQ(cell(first, 0, 0).ratio->high, cell(second, 0, 1).ratio->high);
}

TEST(Standing, HasAName) {
  EXPECT_EQ(name(Standing::counted), "counted");
  EXPECT_EQ(name(Standing::not_common), "not common");
  EXPECT_EQ(name(Standing::other_scale), "other scale");
  EXPECT_EQ(name(Standing::no_reference), "no reference");
  EXPECT_EQ(name(Standing::implausible), "implausible");
  EXPECT_EQ(name(Standing::no_figure), "no figure");
}

}  // namespace
}  // namespace steelyard::results
