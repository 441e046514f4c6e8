#include "results/verdicts/figures.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <limits>

#include "harness/core/case_times.hpp"
#include "harness/core/error.hpp"
#include "harness/core/statistics/quantiles.hpp"
#include "tests/unit/verdicts/run_builder.hpp"

namespace steelyard::results {
namespace {

using test::allreduce_case;
using test::matmul_case;
using test::visit_of;
using testing::ElementsAre;
using testing::HasSubstr;

std::string complaint_of(const CaseRecord& record) {
  try {
    case_figures(record);
  } catch (const DataError& error) {
    return error.what();
  }
  return "";
}

TEST(FigureKind, FollowsFromTheWorkModel) {
  EXPECT_EQ(figure_kind({.flops = 1, .bytes_moved = 1}), FigureKind::flops);
  EXPECT_EQ(figure_kind({.flops = 1, .message_bytes = 1, .busbw_factor = 1}), FigureKind::busbw);
  EXPECT_EQ(figure_kind({.message_bytes = 1}), FigureKind::algbw);
  EXPECT_EQ(figure_kind({.bytes_moved = 1}), FigureKind::bytes);
  EXPECT_EQ(figure_kind({}), FigureKind::rate);
}

TEST(FigureKind, HasAUnit) {
  EXPECT_EQ(unit(FigureKind::flops), "FLOP/s");
  EXPECT_EQ(unit(FigureKind::busbw), "B/s busbw");
  EXPECT_EQ(unit(FigureKind::algbw), "B/s algbw");
  EXPECT_EQ(unit(FigureKind::bytes), "B/s");
  EXPECT_EQ(unit(FigureKind::rate), "iterations/s");
}

TEST(WorkPerIteration, IsWhatTheKindCounts) {
  EXPECT_EQ(work_per_iteration({.flops = 6, .bytes_moved = 5}), 6);
  EXPECT_EQ(work_per_iteration({.message_bytes = 8, .busbw_factor = 1.5}), 12);
  EXPECT_EQ(work_per_iteration({.message_bytes = 8}), 8);
  EXPECT_EQ(work_per_iteration({.bytes_moved = 5}), 5);
  EXPECT_EQ(work_per_iteration({}), 1);
}

TEST(SlowestRankTimes, TakesTheMaximumOfEachIteration) {
  CaseRecord record = matmul_case("bf16", 64, 1, 2);
  record.visits = {visit_of(0, {1, 2, 4, 3}), visit_of(1, {}), visit_of(2, {5, 5})};
  EXPECT_THAT(slowest_rank_times(record), ElementsAre(ElementsAre(2, 4), ElementsAre(5)));
}

TEST(SlowestRankTimes, RefusesSamplesThatDoNotFillIterations) {
  CaseRecord record = matmul_case("bf16", 64, 1, 2);
  record.visits = {visit_of(4, {1, 2, 3})};
  EXPECT_THAT(complaint_of(record), HasSubstr("3 times of round 4 do not fill samples of 2"));
  record.ranks = 0;
  EXPECT_THAT(complaint_of(record), HasSubstr("of 0 ranks"));
  record.ranks = -1;
  EXPECT_THAT(complaint_of(record), HasSubstr("of -1 ranks"));
}

TEST(SlowestRankTimes, RefusesTimesThatCannotBe) {
  const double infinity = std::numeric_limits<double>::infinity();
  const double nan = std::numeric_limits<double>::quiet_NaN();
  for (const double time : {0.0, -1.0, 0.9e-12, 1.1e12, infinity, nan}) {
    CaseRecord record = matmul_case("bf16", 64, 1, 2);
    record.visits = {visit_of(0, {1, 1, 1, time})};
    EXPECT_THAT(complaint_of(record), HasSubstr("holds a time that is not between")) << time;
  }
  for (const double time : {1e-12, 1e12}) {
    CaseRecord record = matmul_case("bf16", 64, 1);
    record.visits = {visit_of(0, {time})};
    EXPECT_EQ(complaint_of(record), "") << time;
  }
}

TEST(CaseFigures, AreAbsentWithoutSamples) {
  CaseRecord record = matmul_case("bf16", 64, 1);
  record.visits.clear();
  EXPECT_FALSE(case_figures(record));
  record.visits = {visit_of(0, {})};
  EXPECT_FALSE(case_figures(record));
}

TEST(CaseFigures, QuoteTheMedianAndThePercentilesOfTheSlowestRank) {
  CaseRecord record = matmul_case("bf16", 1000, 1, 2);
  record.visits = {visit_of(0, {0.1, 1, 2, 0.1, 3, 0.1}), visit_of(1, {0.1, 4, 5, 0.1})};
  const CaseFigures figures = *case_figures(record);
  const std::vector<double> times{1, 2, 3, 4, 5};
  EXPECT_EQ(figures.seconds.point, 3);
  EXPECT_EQ(figures.p5_seconds, quantile(times, 0.05));
  EXPECT_EQ(figures.p95_seconds, quantile(times, 0.95));
  EXPECT_EQ(figures.p99_seconds, quantile(times, 0.99));
  EXPECT_EQ(figures.iterations, 5U);
  EXPECT_EQ(figures.rounds, 2);
  EXPECT_EQ(figures.kind, FigureKind::flops);
  EXPECT_DOUBLE_EQ(figures.figure.point, 2e9 / 3);
  EXPECT_FALSE(figures.algbw);
}

TEST(CaseFigures, TakeTheIntervalFromTheBootstrap) {
  const CaseRecord record = matmul_case("bf16", 1000, 0.5);
  const BootstrapOptions options{.confidence = 0.9, .resamples = 300, .seed = 7};
  const CaseFigures figures = *case_figures(record, options);
  const Interval expected = bootstrap_median(slowest_rank_times(record), options);
  EXPECT_EQ(figures.seconds.low, expected.low);
  EXPECT_EQ(figures.seconds.high, expected.high);
  EXPECT_LT(figures.seconds.low, 0.5);
  EXPECT_DOUBLE_EQ(figures.figure.low, 2e9 / expected.high);
  EXPECT_DOUBLE_EQ(figures.figure.high, 2e9 / expected.low);
  EXPECT_TRUE(figures.resampled);
}

TEST(CaseFigures, AreKnownButForIntervalsByASummary) {
  const CaseRecord record = matmul_case("bf16", 1000, 0.5);
  const CaseFigures whole = *case_figures(record);
  CaseFigures figures = point_figures(*case_times(record), record.work);
  EXPECT_FALSE(figures.resampled);
  EXPECT_FALSE(has_interval(figures));
  EXPECT_TRUE(is_thin(figures));
  EXPECT_EQ(figures.figure.point, whole.figure.point);
  EXPECT_EQ(figures.figure.low, whole.figure.point);
  EXPECT_EQ(figures.figure.high, whole.figure.point);
  EXPECT_EQ(figures.p5_seconds, whole.p5_seconds);
  EXPECT_EQ(figures.p95_seconds, whole.p95_seconds);
  EXPECT_EQ(figures.p99_seconds, whole.p99_seconds);
  EXPECT_EQ(figures.iterations, whole.iterations);
  EXPECT_EQ(figures.rounds, whole.rounds);
  const LogResamples resamples = take_intervals(figures, *case_times(record), record.work, {});
  const LogResamples expected = resample_log_median(slowest_rank_times(record));
  EXPECT_EQ(resamples.deviations, expected.deviations);
  EXPECT_EQ(resamples.freedom, expected.freedom);
  EXPECT_EQ(figures.figure.low, whole.figure.low);
  EXPECT_TRUE(has_interval(figures));
}

TEST(CaseFigures, GiveBothBandwidthsOfACollective) {
  CaseRecord record = allreduce_case(8e9, 0.25, 8);
  record.visits = {visit_of(0, std::vector<double>(8, 0.25))};
  const CaseFigures figures = *case_figures(record);
  EXPECT_EQ(figures.kind, FigureKind::busbw);
  EXPECT_DOUBLE_EQ(figures.algbw->point, 32e9);
  EXPECT_DOUBLE_EQ(figures.figure.point, 56e9);
  EXPECT_DOUBLE_EQ(figures.algbw->low, 32e9);
  EXPECT_DOUBLE_EQ(figures.algbw->high, 32e9);
}

TEST(CaseFigures, GiveTheAlgorithmBandwidthOfOneRank) {
  const CaseFigures figures = *case_figures(allreduce_case(8e9, 0.25, 1));
  EXPECT_EQ(figures.kind, FigureKind::algbw);
  ASSERT_TRUE(figures.algbw);
  EXPECT_DOUBLE_EQ(figures.figure.point, figures.algbw->point);
}

TEST(CaseFigures, CountDisturbedRoundsAndLateIterations) {
  CaseRecord record = matmul_case("bf16", 64, 1);
  record.visits[0].disturbed = true;
  record.visits[2].disturbed = true;
  record.visits[0].late_iterations = 2;
  record.visits[1].late_iterations = 3;
  record.visits.push_back(visit_of(3, {}));
  record.visits[3].disturbed = true;
  const CaseFigures figures = *case_figures(record);
  EXPECT_EQ(figures.disturbed_rounds, 2);
  EXPECT_EQ(figures.late_iterations, 5U);
  EXPECT_EQ(figures.rounds, 3);
}

TEST(CaseFigures, RefuseWorkThatCannotBe) {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  CaseRecord good = matmul_case("bf16", 64, 1);
  for (double WorkModel::*member : {&WorkModel::flops, &WorkModel::bytes_moved,
                                    &WorkModel::message_bytes, &WorkModel::busbw_factor}) {
    for (const double value : {-1.0, 1.1e30, nan}) {
      CaseRecord record = good;
      record.work.*member = value;
      EXPECT_THAT(complaint_of(record), HasSubstr("no amount of work")) << value;
    }
  }
  CaseRecord record = good;
  record.work = {.flops = 1e30};
  EXPECT_EQ(complaint_of(record), "");
  record.work = {.message_bytes = 1e20, .busbw_factor = 1e20};
  EXPECT_THAT(complaint_of(record), HasSubstr("which cannot be"));
  record.work = {.message_bytes = 1e-3, .busbw_factor = 0.9e-3};
  EXPECT_THAT(complaint_of(record), HasSubstr("which cannot be"));
  record.work = {.flops = 1e-6};
  EXPECT_EQ(complaint_of(record), "");
}

TEST(HasInterval, NeedsSixIterations) {
  CaseFigures figures;
  figures.resampled = true;
  figures.rounds = 3;
  figures.iterations = 5;
  EXPECT_FALSE(has_interval(figures));
  EXPECT_TRUE(is_thin(figures));
  figures.iterations = 6;
  EXPECT_TRUE(has_interval(figures));
  EXPECT_FALSE(is_thin(figures));
  figures.rounds = 1;
  EXPECT_TRUE(is_thin(figures));
  figures.rounds = 2;
  EXPECT_FALSE(is_thin(figures));
}

TEST(ResamplingOf, DependsOnRunAndCaseAlone) {
  RunInfo run;
  run.uuid = "a";
  RunInfo other;
  other.uuid = "b";
  const CaseRecord one = matmul_case("bf16", 64, 1);
  const CaseRecord two = matmul_case("bf16", 128, 1);
  const BootstrapOptions base{.confidence = 0.9, .resamples = 50, .seed = 3};
  const BootstrapOptions options = resampling_of(run, one, base);
  EXPECT_EQ(options.confidence, 0.9);
  EXPECT_EQ(options.resamples, 50);
  EXPECT_EQ(options.seed, resampling_of(run, one, base).seed);
  EXPECT_NE(options.seed, resampling_of(run, two, base).seed);
  EXPECT_NE(options.seed, resampling_of(other, one, base).seed);
  EXPECT_NE(options.seed, resampling_of(run, one, {.seed = 4}).seed);
  EXPECT_EQ(options.round_seed, resampling_of(run, two, base).round_seed);
  EXPECT_NE(options.round_seed, resampling_of(other, one, base).round_seed);
}

}  // namespace
}  // namespace steelyard::results
