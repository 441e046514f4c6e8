#include "results/verdicts/known_rates.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/verdicts/run_builder.hpp"

namespace steelyard::results {
namespace {

using test::allreduce_case;
using test::figure;
using test::matmul_case;
using test::named_run;
using test::round_chip;
using test::round_reference;
using testing::HasSubstr;

const CaseRecord record = matmul_case("bf16", 1024, 1e-4);
const CaseRecord sum = allreduce_case(64, 1e-5, 8);

Measurement gemm(const std::string& dtype, double tflops, bool least = false) {
  Measurement measurement;
  measurement.what = "a large product";
  measurement.source = "a report";
  measurement.confidence = Confidence::medium;
  measurement.gemm = MeasuredGemm{dtype, tflops, least};
  return measurement;
}

TEST(FractionAtClock, ScalesThePeakToTheClock) {
  Chip chip = round_chip();
  chip.peak_clock_mhz = figure(2000, Confidence::medium);
  const CaseFigures figures = *case_figures(record);
  const auto share = fraction_at_clock(record, figures, &chip, 1.5e9);
  ASSERT_TRUE(share);
  EXPECT_EQ(share->of, Denominator::clock_peak);
  EXPECT_EQ(name(share->of), "peak at the sampled clock");
  EXPECT_DOUBLE_EQ(share->limit, 75e12);
  EXPECT_DOUBLE_EQ(share->value.point, figures.figure.point / 75e12);
  EXPECT_DOUBLE_EQ(share->value.low, figures.figure.low / 75e12);
  EXPECT_DOUBLE_EQ(share->value.high, figures.figure.high / 75e12);
  EXPECT_EQ(share->confidence, Confidence::medium);
  EXPECT_THAT(share->source, HasSubstr("holds at 2000 MHz (a datasheet), 1500 MHz sampled"));
}

TEST(FractionAtClock, IsNotKnownWithoutBothClocks) {
  Chip chip = round_chip();
  const CaseFigures figures = *case_figures(record);
  EXPECT_FALSE(fraction_at_clock(record, figures, &chip, 1.5e9));
  chip.peak_clock_mhz = figure(2000);
  EXPECT_FALSE(fraction_at_clock(record, figures, &chip, std::nullopt));
  EXPECT_FALSE(fraction_at_clock(record, figures, &chip, 0));
  EXPECT_FALSE(fraction_at_clock(record, figures, nullptr, 1.5e9));
  EXPECT_FALSE(fraction_at_clock(sum, *case_figures(sum), &chip, 1.5e9));
  const CaseRecord f32 = matmul_case("f32", 1024, 1e-4);
  EXPECT_FALSE(fraction_at_clock(f32, *case_figures(f32), &chip, 1.5e9));
}

TEST(FractionOfBest, TakesTheHighestRateOfTheDtype) {
  Chip chip = round_chip();
  chip.measured = {gemm("bf16", 70), gemm("bf16", 80), gemm("bf16", 75), gemm("fp16", 90),
                   gemm("bf16", 95, true)};
  const CaseFigures figures = *case_figures(record);
  const auto share = fraction_of_best(record, figures, &chip);
  ASSERT_TRUE(share);
  EXPECT_EQ(share->of, Denominator::best);
  EXPECT_EQ(share->origin, Origin::published);
  EXPECT_DOUBLE_EQ(share->limit, 80e12);
  EXPECT_DOUBLE_EQ(share->value.point, figures.figure.point / 80e12);
  EXPECT_EQ(share->source, "a large product: a report");
  EXPECT_EQ(share->confidence, Confidence::medium);
}

TEST(FractionOfBest, IsNotKnownWithoutAMeasurement) {
  Chip chip = round_chip();
  const CaseFigures figures = *case_figures(record);
  EXPECT_FALSE(fraction_of_best(record, figures, &chip));
  EXPECT_FALSE(fraction_of_best(record, figures, nullptr));
  chip.measured = {gemm("fp16", 90), gemm("bf16", 95, true), Measurement{}};
  EXPECT_FALSE(fraction_of_best(record, figures, &chip));
  chip.measured = {gemm("fp32", 90)};
  EXPECT_FALSE(fraction_of_best(sum, *case_figures(sum), &chip));
}

TEST(FractionOfH20, ComesFromTheTable) {
  const CaseFigures figures = *case_figures(record);
  const auto share = fraction_of_h20(record, figures, round_reference());
  ASSERT_TRUE(share);
  EXPECT_EQ(share->of, Denominator::h20);
  EXPECT_EQ(share->origin, Origin::published);
  EXPECT_DOUBLE_EQ(share->limit, 80e12);
  EXPECT_DOUBLE_EQ(share->value.point, figures.figure.point / 80e12);
  const CaseRecord bound = matmul_case("bf16", 8192, 0.1);
  EXPECT_EQ(fraction_of_h20(bound, *case_figures(bound), round_reference())->origin,
            Origin::datasheet);
  const CaseRecord unknown = matmul_case("f32", 64, 1);
  EXPECT_FALSE(fraction_of_h20(unknown, *case_figures(unknown), round_reference()));
  EXPECT_FALSE(fraction_of_h20(sum, *case_figures(sum), round_reference()));
}

TEST(FractionOfH20, ComesFromTheRunOnAnH20) {
  const Chip h20 = round_chip("nvidia-h20", "H20");
  const auto base = summarise(named_run("h20.h5", "H20", {matmul_case("bf16", 1024, 2e-4), sum}));
  const auto runs = std::vector{summarise(named_run("a.h5", "y", {record, sum}))};
  const auto reference = round_reference();
  RankOptions options;
  options.bootstrap.resamples = 100;
  options.h20 = &reference;
  const Ranking ranking = rank(runs, base, Catalogue({h20}), options);
  const RankedCell& own = *ranking.cases.at(0).cells.at(1);
  ASSERT_TRUE(own.fraction_of_h20);
  EXPECT_EQ(own.fraction_of_h20->origin, Origin::measured);
  EXPECT_EQ(own.fraction_of_h20->source, "h20.h5");
  EXPECT_NEAR(own.fraction_of_h20->value.point, 2, 1e-12);
  EXPECT_EQ(own.fraction_of_h20->value.low, own.ratio->low);
  EXPECT_FALSE(ranking.cases.at(1).cells.at(1)->fraction_of_h20);
}

TEST(FractionOfH20, ComesFromTheTableWhereTheBaselineIsAnotherChip) {
  const auto base = summarise(named_run("one.h5", "x", {matmul_case("bf16", 1024, 2e-4)}));
  const auto runs = std::vector{summarise(named_run("a.h5", "y", {record}))};
  const auto reference = round_reference();
  RankOptions options;
  options.bootstrap.resamples = 100;
  const Ranking without = rank(runs, base, Catalogue({}), options);
  EXPECT_FALSE(without.cases.at(0).cells.at(1)->fraction_of_h20);
  options.h20 = &reference;
  const Ranking with = rank(runs, base, Catalogue({}), options);
  EXPECT_EQ(with.cases.at(0).cells.at(1)->fraction_of_h20->origin, Origin::published);
}

TEST(Rank, TakesTheClockFromTheTimes) {
  Chip chip = round_chip();
  chip.peak_clock_mhz = figure(2000);
  auto runs = std::vector{summarise(named_run("a.h5", "One", {record})),
                          summarise(named_run("b.h5", "One", {record}))};
  runs[0].times[0]->core_clock_hz = 1.0e9;
  const auto share = [&] {
    return rank(runs, round_reference(), Catalogue({chip}))
        .cases.at(0)
        .cells.at(0)
        ->fraction_at_clock;
  };
  ASSERT_TRUE(share());
  EXPECT_DOUBLE_EQ(share()->limit, 50e12);
  runs[1].times[0]->core_clock_hz = 2.0e9;
  EXPECT_DOUBLE_EQ(share()->limit, 75e12);
}

}  // namespace
}  // namespace steelyard::results
