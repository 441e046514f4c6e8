#include "results/money/device_work.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "tests/unit/money/weighed_ranking.hpp"

namespace steelyard::results {
namespace {

using namespace test;
using testing::ElementsAre;

ChipMoney measured(const Ranking& ranking, std::optional<std::size_t> chip) {
  ChipMoney money;
  const WorkingDevice device(ranking, chip);
  measure_work(money, device, counted_cases(ranking, ranking.profiles.front()));
  return money;
}

void expect_close(double value, double expected) { EXPECT_NEAR(value, expected, 1e-12 * expected); }

TEST(CountedCases, ShareTheWeightOfTheirPart) {
  const Ranking ranking = two_matmuls();
  const auto cases = counted_cases(ranking, ranking.profiles.front());
  ASSERT_EQ(cases.size(), 3U);
  EXPECT_EQ(cases[0].row->name, "small");
  EXPECT_EQ(cases[0].weight, 1.5);
  EXPECT_EQ(cases[1].weight, 1.5);
  EXPECT_EQ(cases[2].row->name, "message");
  EXPECT_EQ(cases[2].weight, 1);
}

TEST(MeasuredWork, IsTheWeightedGeometricMeanOfTheMatmuls) {
  const ChipMoney money = measured(two_matmuls(), 0);
  ASSERT_TRUE(money.flops);
  expect_close(money.flops->point, 2e14);  // of 1e14 and 4e14
  expect_close(money.flops->low, 2e14 / 1.1);
  expect_close(money.flops->high, 2e14 / 0.9);
  EXPECT_EQ(money.origin, "measured");
  EXPECT_TRUE(money.has_interval);
  EXPECT_FALSE(money.power);
  EXPECT_FALSE(money.joules_per_eflop);
}

TEST(MeasuredWork, WeighsByPart) {
  Ranking ranking = two_matmuls();
  ranking.profiles[0].parts = {{"a", 3, {"small"}, 0, ""}, {"b", 1, {"large"}, 0, ""}};
  const ChipMoney money = measured(ranking, 0);
  expect_close(money.flops->point, 1e14 * std::pow(4, 0.25));
}

TEST(MeasuredWork, OfTheReferenceIsItsRatesWithoutASpread) {
  const ChipMoney money = measured(two_matmuls(), std::nullopt);
  ASSERT_TRUE(money.flops);
  expect_close(money.flops->low, 1e14);
  expect_close(money.flops->high, 1e14);
  EXPECT_EQ(money.origin, "datasheet and published");
  EXPECT_TRUE(money.has_interval);
}

TEST(MeasuredWork, IsNothingWithoutMatmuls) {
  Ranking ranking = two_matmuls();
  ranking.profiles[0].parts.erase(ranking.profiles[0].parts.begin());
  EXPECT_FALSE(measured(ranking, 0).flops);
}

TEST(MeasuredWork, HasNoIntervalIfOneCaseHasNone) {
  Ranking ranking = two_matmuls();
  ranking.cases[1].cells[0]->figures->iterations = 5;
  const ChipMoney money = measured(ranking, 0);
  EXPECT_FALSE(money.has_interval);
  expect_close(money.flops->point, 2e14);
}

TEST(MeasuredWork, HoldsThePowerOfAllKindsOfCasesAndTheEnergyOfMatmuls) {
  Ranking ranking = two_matmuls();
  ranking.cases[0].cells[0]->energy = energy(3, 300);
  ranking.cases[1].cells[0]->energy = energy(12, 300, "counter");
  ranking.cases[2].cells[0]->energy = energy(100, 100);
  const ChipMoney money = measured(ranking, 0);
  ASSERT_TRUE(money.power);
  EXPECT_DOUBLE_EQ(money.power->watts.point, (1.5 * 300 + 1.5 * 300 + 100) / 4);
  EXPECT_DOUBLE_EQ(money.power->watts.low, 250 * 0.9);
  EXPECT_DOUBLE_EQ(money.power->watts.high, 250 * 1.1);
  EXPECT_EQ(money.power->cases, 3);
  EXPECT_EQ(money.power->origin, Origin::measured);
  EXPECT_EQ(money.power->source, "counter and power");
  ASSERT_TRUE(money.joules_per_eflop);  // of 3 J per TFLOP and 0.75
  expect_close(money.joules_per_eflop->point, 1.5e6);
  expect_close(money.joules_per_eflop->low, 1.5e6 * 0.9);
}

TEST(MeasuredWork, TakesTheEnergyOfThoseThatHaveIt) {
  Ranking ranking = two_matmuls();
  ranking.cases[0].cells[0]->energy = energy(3, 300);
  const ChipMoney money = measured(ranking, 0);
  EXPECT_EQ(money.power->cases, 1);
  EXPECT_DOUBLE_EQ(money.power->watts.point, 300);
  expect_close(money.joules_per_eflop->point, 3e6);
}

TEST(WorkingDevice, LeavesOutWhatCannotBeBelieved) {
  Ranking ranking = two_matmuls();
  const WorkingDevice device(ranking, 0);
  for (const Standing standing : {Standing::implausible, Standing::no_figure}) {
    ranking.cases[0].cells[0]->standing = standing;
    EXPECT_FALSE(device.figures(ranking.cases[0]));
  }
  for (const Standing standing :
       {Standing::counted, Standing::not_common, Standing::other_scale, Standing::no_reference}) {
    ranking.cases[0].cells[0]->standing = standing;
    EXPECT_TRUE(device.figures(ranking.cases[0]));
  }
  ranking.cases[0].cells[0]->figures.reset();
  EXPECT_FALSE(device.figures(ranking.cases[0]));
  ranking.cases[0].cells[0].reset();
  EXPECT_FALSE(device.figures(ranking.cases[0]));
}

TEST(WorkingDevice, KnowsOfTheReferenceOnlyMatmulsThatItHasARateFor) {
  Ranking ranking = two_matmuls();
  const WorkingDevice device(ranking, std::nullopt);
  EXPECT_TRUE(device.figures(ranking.cases[0]));
  EXPECT_FALSE(device.figures(ranking.cases[2]));
  ranking.cases[2].cells[0]->reference = reference(1e9, Origin::datasheet);
  EXPECT_FALSE(device.figures(ranking.cases[2]));
  ranking.cases[0].cells[0]->reference.reset();
  EXPECT_FALSE(device.figures(ranking.cases[0]));
}

TEST(TokenBound, IsTokensOverTheSumOfTheStep) {
  const Ranking ranking = two_matmuls();
  const TokenBound bound = token_bound(training().tokens[0], ranking, WorkingDevice(ranking, 0));
  EXPECT_EQ(bound.model, "model");
  EXPECT_TRUE(bound.missing.empty());
  ASSERT_TRUE(bound.per_second);  // 100 x 10 ms + 50 x 40 ms = 3 s
  EXPECT_DOUBLE_EQ(bound.per_second->point, 4000 / 3.0);
  EXPECT_DOUBLE_EQ(bound.per_second->low, 4000 / 3.3);
  EXPECT_DOUBLE_EQ(bound.per_second->high, 4000 / 2.7);
  EXPECT_EQ(bound.origin, "modelled from measured");
}

TEST(TokenBound, OfTheReferenceSaysWhereItsRatesAreFrom) {
  const Ranking ranking = two_matmuls();
  const TokenBound bound =
      token_bound(training().tokens[0], ranking, WorkingDevice(ranking, std::nullopt));
  ASSERT_TRUE(bound.per_second);
  EXPECT_DOUBLE_EQ(bound.per_second->point, 4000 / 6.0);
  EXPECT_EQ(bound.origin, "modelled from datasheet and published");
}

TEST(TokenBound, NamesTheCasesThatAreMissing) {
  Ranking ranking = two_matmuls();
  TokenModel model = training().tokens[0];
  model.step.push_back({"absent", 1});
  ranking.cases[0].cells[0].reset();
  const TokenBound bound = token_bound(model, ranking, WorkingDevice(ranking, 0));
  EXPECT_FALSE(bound.per_second);
  EXPECT_THAT(bound.missing, ElementsAre("small", "absent"));
  EXPECT_EQ(bound.origin, "");
}

}  // namespace
}  // namespace steelyard::results
