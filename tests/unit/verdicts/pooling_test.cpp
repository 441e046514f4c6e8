#include "results/verdicts/pooling.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "harness/core/case_times.hpp"
#include "harness/core/error.hpp"
#include "harness/core/statistics/quantiles.hpp"
#include "harness/core/statistics/run_multipliers.hpp"
#include "tests/unit/verdicts/run_builder.hpp"

namespace steelyard::results {
namespace {

using test::matmul_case;
using test::named_run;
using test::rank;
using test::round_chip;
using test::round_reference;
using test::summarised;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

const Catalogue& catalogue() {
  static const Catalogue one({round_chip()});
  return one;
}

RankOptions quick() {
  RankOptions options;
  options.bootstrap.resamples = 400;
  return options;
}

/// A run of one matmul on chip "x", created in that minute.
NamedRun run_at(int minute, double seconds, const std::string& file = "") {
  NamedRun run = named_run(file.empty() ? std::to_string(minute) + ".h5" : file, "x",
                           {matmul_case("bf16", 1024, seconds)});
  run.run.info.created_utc = "2026-11-22T04:0" + std::to_string(minute) + ":00Z";
  return run;
}

std::vector<std::size_t> sizes(const std::vector<PooledRuns>& rows) {
  std::vector<std::size_t> all;
  for (const PooledRuns& row : rows) all.push_back(row.runs.size());
  return all;
}

std::vector<std::size_t> pooled_sizes(const std::vector<NamedRun>& runs) {
  return sizes(pool_runs(summarised(runs), nullptr, catalogue()));
}

TEST(PoolRuns, PoolsRunsOfOneChip) {
  EXPECT_THAT(pooled_sizes({run_at(1, 1), run_at(2, 1), run_at(3, 1)}), ElementsAre(3));
  EXPECT_THAT(pooled_sizes({}), IsEmpty());
}

TEST(PoolRuns, KeepsApartWhatDiffers) {
  const NamedRun one = run_at(1, 1);
  const auto apart = [&](auto change) {
    NamedRun other = run_at(2, 1);
    change(other.run.info);
    EXPECT_THAT(pooled_sizes({one, other}), ElementsAre(1, 1));
    EXPECT_THAT(pooled_sizes({other, one, other, one}), ElementsAre(1, 1));
  };
  apart([](RunInfo& info) { info.chip = "y"; });
  apart([](RunInfo& info) { info.chip = "acme-one"; });
  apart([](RunInfo& info) { info.label = "tuned"; });
  apart([](RunInfo& info) { info.origin = Origin::imported; });
  apart([](RunInfo& info) { info.environment.ranks[0].backend = "cuda"; });
  apart([](RunInfo& info) { info.environment.ranks.push_back(info.environment.ranks[0]); });
  apart([](RunInfo& info) { info.environment.ranks[0].host = ""; });
}

TEST(PoolRuns, KnowsAChipByAnyOfItsNames) {
  NamedRun one = run_at(1, 1);
  one.run.info.chip = "acme-one";
  NamedRun other = run_at(2, 1);
  other.run.info.chip = "One";
  EXPECT_THAT(pooled_sizes({one, other}), ElementsAre(2));
}

TEST(PoolRuns, OrdersRunsByTheirTime) {
  const auto runs = summarised({run_at(3, 1), run_at(1, 1), run_at(2, 1)});
  const auto rows = pool_runs(runs, nullptr, catalogue());
  ASSERT_EQ(rows.size(), 1U);
  EXPECT_EQ(rows[0].runs[0]->name, "1.h5");
  EXPECT_EQ(rows[0].runs[1]->name, "2.h5");
  EXPECT_EQ(rows[0].runs[2]->name, "3.h5");
}

TEST(PoolRuns, CountsARunGivenTwiceOnce) {
  NamedRun part = run_at(1, 1, "part.h5");
  NamedRun whole = run_at(1, 1, "whole.h5");
  whole.run.info.uuid = part.run.info.uuid;
  whole.run.cases.push_back(matmul_case("bf16", 2048, 1));
  part.run.cases.push_back(matmul_case("bf16", 2048, 1));
  part.run.cases.back().outcome = Outcome::not_reached;
  for (const bool part_first : {true, false}) {
    const auto runs = part_first ? summarised({part, whole}) : summarised({whole, part});
    const auto rows = pool_runs(runs, nullptr, catalogue());
    ASSERT_EQ(rows.size(), 1U);
    ASSERT_EQ(rows[0].runs.size(), 1U);
    EXPECT_EQ(rows[0].runs[0]->name, "whole.h5");
    EXPECT_THAT(rows[0].notes,
                ElementsAre("part.h5 is the same run as whole.h5 and is not counted twice."));
  }
}

TEST(PoolRuns, PrefersTheFirstNameOfEqualCopies) {
  NamedRun a = run_at(1, 1, "a.h5");
  NamedRun b = run_at(1, 1, "b.h5");
  b.run.info.uuid = a.run.info.uuid;
  for (const auto& runs : {summarised({a, b}), summarised({b, a})}) {
    EXPECT_EQ(pool_runs(runs, nullptr, catalogue()).at(0).runs.at(0)->name, "a.h5");
  }
}

TEST(PoolRuns, TakesRunsWithoutAnIdForDifferentOnes) {
  NamedRun one = run_at(1, 1);
  NamedRun other = run_at(2, 1);
  one.run.info.uuid = other.run.info.uuid = "";
  EXPECT_THAT(pooled_sizes({one, other}), ElementsAre(2));
}

TEST(PoolRuns, PoolsWithTheBaselineWhereThatIsAskedFor) {
  NamedRun other = run_at(4, 1);
  other.run.info.label = "another";
  const auto runs = summarised({run_at(1, 1), run_at(2, 1), run_at(3, 1), other});
  const auto rows = pool_runs(runs, &runs[1], catalogue(), true);
  ASSERT_THAT(sizes(rows), ElementsAre(3, 1));
  EXPECT_TRUE(rows[0].is_baseline);
  EXPECT_FALSE(rows[1].is_baseline);
  EXPECT_EQ(rows[0].runs[0]->name, "1.h5");
}

TEST(PoolRuns, PutsTheBaselineInFrontAndNeverInAPool) {
  const auto runs = summarised({run_at(1, 1), run_at(2, 1), run_at(3, 1)});
  const auto rows = pool_runs(runs, &runs[1], catalogue());
  ASSERT_THAT(sizes(rows), ElementsAre(1, 2));
  EXPECT_TRUE(rows[0].is_baseline);
  EXPECT_FALSE(rows[1].is_baseline);
  EXPECT_EQ(rows[0].runs[0]->name, "2.h5");
}

TEST(PoolRuns, SaysThatTwoRunsAreFew) {
  const auto notes = [](const std::vector<NamedRun>& runs) {
    return pool_runs(summarised(runs), nullptr, catalogue()).at(0).notes;
  };
  EXPECT_THAT(notes({run_at(1, 1)}), IsEmpty());
  EXPECT_THAT(notes({run_at(1, 1), run_at(2, 1)}), ElementsAre(HasSubstr("two runs")));
  EXPECT_THAT(notes({run_at(1, 1), run_at(2, 1), run_at(3, 1)}), IsEmpty());
}

TEST(PoolRuns, SaysWhatDiffersAmongPooledRuns) {
  NamedRun one = run_at(1, 1);
  NamedRun other = run_at(2, 1);
  NamedRun third = run_at(3, 1);
  one.run.info.suite_name = third.run.info.suite_name = "standard";
  other.run.info.suite_name = "quick";
  const auto notes = [&] {
    return pool_runs(summarised({one, other, third}), nullptr, catalogue()).at(0).notes;
  };
  EXPECT_THAT(notes(), ElementsAre(HasSubstr("different suites (quick, standard)")));
  other.run.info.suite_name = "standard";
  other.run.info.suite_sha256 = "1";
  EXPECT_THAT(notes(), ElementsAre(HasSubstr("one name but different texts")));
  other.run.info.suite_sha256 = "";
  other.run.info.method_version = 2;
  EXPECT_THAT(notes(), ElementsAre(HasSubstr("different method versions (0, 2)")));
}

const RankedCell& cell(const Ranking& ranking, std::size_t row = 0, std::size_t chip = 0) {
  return *ranking.cases.at(row).cells.at(chip);
}

TEST(RankPooled, TakesTheGeometricMeanOfTheRuns) {
  const std::vector<NamedRun> runs{run_at(1, 1e-3), run_at(2, 2e-3), run_at(3, 4e-3)};
  const Ranking ranking = rank(runs, round_reference(), catalogue(), quick());
  ASSERT_EQ(ranking.chips.size(), 1U);
  EXPECT_EQ(ranking.chips[0].runs.size(), 3U);
  const RankedCell& own = cell(ranking);
  EXPECT_EQ(own.runs, 3);
  EXPECT_NEAR(own.figures->seconds.point, 2e-3, 1e-12);
  EXPECT_NEAR(own.ratio->point, 2.0 * 1024 * 1024 * 1024 / 2e-3 / 80e12, 1e-9);
  EXPECT_NEAR(*own.between_runs, std::log(2.0), 1e-12);
  EXPECT_EQ(own.figures->iterations, 45U);
  EXPECT_EQ(own.figures->rounds, 9);
  EXPECT_NEAR(own.figures->p95_seconds, 2 * case_figures(runs[0].run.cases[0])->p95_seconds, 1e-12);
  EXPECT_EQ(own.standing, Standing::counted);
  EXPECT_THAT(own.left_out_runs, IsEmpty());
  EXPECT_TRUE(ranking.groups[0].scores[0].has_interval);
}

TEST(RankPooled, TakesItsIntervalsFromTheRunsAlone) {
  const std::vector<NamedRun> runs{run_at(1, 1e-3), run_at(2, 1.1e-3), run_at(3, 1.05e-3)};
  const Ranking ranking = rank(runs, round_reference(), catalogue(), quick());
  RunMultipliers multipliers(3, 400);
  std::vector<std::optional<double>> logs;
  for (std::size_t k = 0; k < 3; ++k) {
    multipliers.draw(k, pooling_seed(runs[k].run.info));
    logs.emplace_back(std::log(case_figures(runs[k].run.cases[0])->seconds.point));
  }
  const LogResamples mean = multipliers.mean(logs);
  const RankedCell& own = cell(ranking);
  const Interval expected = stretched_interval(own.figures->seconds.point, mean, 0.95);
  EXPECT_NEAR(own.figures->seconds.low, expected.low, 1e-12);
  EXPECT_NEAR(own.figures->seconds.high, expected.high, 1e-12);
  const double work = 2.0 * 1024 * 1024 * 1024;
  EXPECT_NEAR(own.ratio->low * 80e12 * own.figures->seconds.high / work, 1, 1e-12);
  const Score& score = ranking.groups[0].scores[0];
  EXPECT_NEAR(score.ratio.low / own.ratio->low, 1, 1e-12);
  EXPECT_NEAR(score.ratio.high / own.ratio->high, 1, 1e-12);
  const Interval ninety = stretched_interval(own.figures->seconds.point, mean, 0.90);
  EXPECT_NEAR(score.tost.high * 80e12 * ninety.low / work, 1, 1e-9);
}

TEST(RankPooled, IsHonestAboutTwoRuns) {
  const std::vector<NamedRun> two{run_at(1, 1e-3), run_at(2, 1.02e-3)};
  const RankedCell own = cell(rank(two, round_reference(), catalogue(), {}));
  // Two logarithms 0.0198 apart: the standard error is half of that, and t is 12.7.
  EXPECT_NEAR(std::log(own.ratio->high / own.ratio->point), 12.7 * 0.0099, 0.02);
  EXPECT_NEAR(std::log(own.ratio->point / own.ratio->low), 12.7 * 0.0099, 0.02);
}

TEST(RankPooled, DoesNotDependOnTheOrderOfFiles) {
  std::vector<NamedRun> runs{run_at(1, 1e-3), run_at(2, 1.1e-3), run_at(3, 1.05e-3),
                             run_at(4, 2e-3)};
  runs[3].run.info.chip = "y";
  const Ranking first = rank(runs, round_reference(), catalogue(), quick());
  std::sort(runs.begin(), runs.end(),
            [](const NamedRun& a, const NamedRun& b) { return a.name < b.name; });
  do {
    const Ranking other = rank(runs, round_reference(), catalogue(), quick());
    const bool swapped = other.chips[0].label == "y";
    for (std::size_t chip = 0; chip < 2; ++chip) {
      const RankedCell& mine = cell(other, 0, swapped ? 1 - chip : chip);
      EXPECT_EQ(mine.ratio->low, cell(first, 0, chip).ratio->low);
      EXPECT_EQ(mine.ratio->point, cell(first, 0, chip).ratio->point);
      EXPECT_EQ(mine.ratio->high, cell(first, 0, chip).ratio->high);
      EXPECT_EQ(other.groups[0].scores[chip].ratio.low, first.groups[0].scores[chip].ratio.low);
    }
  } while (
      std::next_permutation(runs.begin(), runs.end(),
                            [](const NamedRun& a, const NamedRun& b) { return a.name < b.name; }));
}

TEST(RankPooled, LeavesOutRunsWithoutAFigureAndSaysSo) {
  NamedRun late = run_at(2, 1e-3);
  late.run.cases[0].outcome = Outcome::timeout;
  late.run.cases[0].reason = "no end after 60 s";
  NamedRun without = run_at(3, 1e-3);
  without.run.cases.clear();
  NamedRun other_work = run_at(4, 1e-3);
  other_work.run.cases[0].work.flops *= 2;
  NamedRun other_ranks = run_at(5, 1e-3);
  other_ranks.run.cases[0].ranks = 5;
  NamedRun broken = run_at(6, 1e-3);
  broken.run.cases[0].visits[0].samples[0] = -1;
  const std::vector<NamedRun> runs{run_at(1, 1e-3), late,  without, other_work, other_ranks,
                                   run_at(7, 1e-3), broken};
  const RankedCell own = cell(rank(runs, round_reference(), catalogue(), quick()));
  EXPECT_EQ(own.runs, 2);
  EXPECT_EQ(own.outcome, Outcome::passed);
  ASSERT_EQ(own.left_out_runs.size(), 4U);
  EXPECT_EQ(own.left_out_runs[0], "2.h5: timeout");
  EXPECT_EQ(own.left_out_runs[1], "4.h5: its work model is another one");
  EXPECT_EQ(own.left_out_runs[2], "5.h5: it ran on 5 ranks");
  EXPECT_THAT(own.left_out_runs[3], HasSubstr("6.h5: round 0 holds a time"));
}

TEST(RankPooled, HasNoFigureIfOneRunComputedWrongly) {
  NamedRun wrong = run_at(2, 1e-3);
  wrong.run.cases[0].verification.state = VerificationState::failed;
  wrong.run.cases[0].outcome = Outcome::failed;
  const RankedCell own = cell(
      rank({run_at(1, 1e-3), wrong, run_at(3, 1e-3)}, round_reference(), catalogue(), quick()));
  EXPECT_EQ(own.standing, Standing::no_figure);
  EXPECT_EQ(own.standing_reason, "2.h5: the result is wrong");
  EXPECT_EQ(own.outcome, Outcome::failed);
  EXPECT_EQ(own.verification, VerificationState::failed);
  EXPECT_FALSE(own.figures);
  EXPECT_FALSE(own.ratio);
}

TEST(RankPooled, ShowsTheWorstOutcomeOfWhatIsPooled) {
  NamedRun unstable = run_at(2, 1e-3);
  unstable.run.cases[0].outcome = Outcome::unstable;
  unstable.run.cases[0].reason = "7 % wide";
  unstable.run.cases[0].verification.state = VerificationState::not_verified;
  unstable.run.cases[0].algorithm = "other";
  const RankedCell own =
      cell(rank({run_at(1, 1e-3), unstable}, round_reference(), catalogue(), quick()));
  EXPECT_EQ(own.outcome, Outcome::unstable);
  EXPECT_EQ(own.reason, "2.h5: 7 % wide");
  EXPECT_EQ(own.verification, VerificationState::not_verified);
  EXPECT_EQ(own.algorithm, "other");
  EXPECT_EQ(own.standing, Standing::counted);
}

/// What only one run of several has is resampled within that run, as if it were alone.
TEST(RankPooled, ResamplesWithinTheOnlyRunThatHasACase) {
  NamedRun more = run_at(2, 1e-3);
  more.run.cases.push_back(matmul_case("bf16", 2048, 2e-3));
  const Ranking pooled = rank({run_at(1, 1e-3), more}, round_reference(), catalogue(), quick());
  const Ranking alone = rank({more}, round_reference(), catalogue(), quick());
  EXPECT_EQ(cell(pooled, 1).runs, 1);
  EXPECT_FALSE(cell(pooled, 1).between_runs);
  EXPECT_EQ(cell(pooled, 1).ratio->low, cell(alone, 1).ratio->low);
  EXPECT_EQ(cell(pooled, 1).ratio->high, cell(alone, 1).ratio->high);
}

TEST(RankPooled, HasNoIntervalOfOneRunWithoutItsSamples) {
  auto runs = summarised({run_at(1, 1e-3)});
  runs[0].times[0]->quoted.clear();
  const Ranking ranking = results::rank(runs, round_reference(), catalogue(), quick());
  EXPECT_FALSE(has_interval(*cell(ranking).figures));
  EXPECT_FALSE(ranking.groups[0].scores[0].has_interval);
}

TEST(RankPooled, NeedsNoSamplesOfSeveralRuns) {
  auto runs = summarised({run_at(1, 1e-3), run_at(2, 1.1e-3)});
  const Ranking whole = results::rank(runs, round_reference(), catalogue(), quick());
  for (SummarisedRun& run : runs) run.times[0]->quoted.clear();
  const Ranking summary = results::rank(runs, round_reference(), catalogue(), quick());
  EXPECT_EQ(cell(whole).ratio->low, cell(summary).ratio->low);
  EXPECT_EQ(cell(whole).ratio->high, cell(summary).ratio->high);
  EXPECT_TRUE(summary.groups[0].scores[0].has_interval);
}

/// A run that was slow in all of its cases does not average out over them.
TEST(RankPooled, CarriesWhatHitAWholeRunIntoTheScore) {
  std::vector<NamedRun> runs;
  for (int k = 1; k <= 4; ++k) {
    NamedRun run = run_at(k, 1e-3 * (1 + 0.02 * k));
    for (const double side : {2048.0, 4096.0, 8192.0}) {
      run.run.cases.push_back(matmul_case("bf16", side, 0.1 * (1 + 0.02 * k)));
    }
    runs.push_back(std::move(run));
  }
  const Ranking ranking = rank(runs, round_reference(), catalogue(), quick());
  const Interval score = ranking.groups[0].scores[0].ratio;
  const Interval one = *cell(ranking).ratio;
  EXPECT_NEAR(score.high / score.low, one.high / one.low, 1e-9);
}

TEST(RankPooled, ComparesPoolsWithARun) {
  const NamedRun base = run_at(9, 1e-3);
  std::vector<NamedRun> runs{run_at(1, 1e-3), run_at(2, 1.001e-3), run_at(3, 0.999e-3)};
  for (NamedRun& run : runs) run.run.info.chip = "y";
  const Ranking ranking = rank(runs, base, catalogue(), {});
  ASSERT_EQ(ranking.chips.size(), 2U);
  const GroupRanking& group = ranking.groups[0];
  const Score& score = group.scores[0].chip == 1 ? group.scores[0] : group.scores[1];
  EXPECT_NEAR(score.ratio.point, 1, 1e-6);
  ASSERT_TRUE(score.to_baseline);
  EXPECT_EQ(*score.to_baseline, equivalence(score.tost, 0.05));
  EXPECT_GT(score.tost.low, score.ratio.low);
  EXPECT_LT(score.tost.high, score.ratio.high);
}

}  // namespace
}  // namespace steelyard::results
