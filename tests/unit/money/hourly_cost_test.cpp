#include "results/money/hourly_cost.hpp"

#include <gtest/gtest.h>

#include "results/money/interval_ends.hpp"
#include "tests/unit/money/weighed_ranking.hpp"

namespace steelyard::results {
namespace {

using namespace test;

DevicePower watts(Interval value) { return {value, Origin::measured, "power", 1}; }

EnergyPrice energy_price() { return {priced({0.1, 0.2, 0.4}), priced(exactly(1.5))}; }

TEST(IntervalEnds, AreCombinedInTheWorstWay) {
  const Interval a{1, 2, 3};
  const Interval b{10, 20, 40};
  const auto is = [](const Interval& value, double low, double point, double high) {
    EXPECT_DOUBLE_EQ(value.low, low);
    EXPECT_DOUBLE_EQ(value.point, point);
    EXPECT_DOUBLE_EQ(value.high, high);
  };
  is(a + b, 11, 22, 43);
  is(a * b, 10, 40, 120);
  is(a * 2.0, 2, 4, 6);
  is(a / b, 1.0 / 40, 0.1, 0.3);
  is(6 / a, 2, 3, 6);
}

TEST(HourlyCost, OfARentIsTheRent) {
  const HourlyCost cost = hourly_cost(rent("x", {1, 2, 3}), energy_price(), watts(exactly(400)));
  EXPECT_TRUE(cost.rented);
  EXPECT_EQ(cost.total.low, 1);
  EXPECT_EQ(cost.total.point, 2);
  EXPECT_EQ(cost.total.high, 3);
  EXPECT_EQ(cost.hardware.point, 2);
  EXPECT_FALSE(cost.energy);
  EXPECT_EQ(cost.note, "");
}

TEST(HourlyCost, OfAPurchaseIsSpreadOverItsLifetimeAndUsesEnergy) {
  ChipPrice price = purchase("x", {8766, 2 * 8766, 4 * 8766});
  price.host_share = priced(exactly(8766));
  price.lifetime_years = priced({1, 2, 4});
  price.utilisation = priced(exactly(0.5));
  const HourlyCost cost = hourly_cost(price, energy_price(), watts({300, 400, 500}));
  EXPECT_FALSE(cost.rented);
  EXPECT_DOUBLE_EQ(cost.hardware.low, 2.0 / (4 * 0.5));
  EXPECT_DOUBLE_EQ(cost.hardware.point, 3.0 / (2 * 0.5));
  EXPECT_DOUBLE_EQ(cost.hardware.high, 5.0 / (1 * 0.5));
  ASSERT_TRUE(cost.energy);
  EXPECT_DOUBLE_EQ(cost.energy->low, 0.3 * 1.5 * 0.1);
  EXPECT_DOUBLE_EQ(cost.energy->point, 0.4 * 1.5 * 0.2);
  EXPECT_DOUBLE_EQ(cost.energy->high, 0.5 * 1.5 * 0.4);
  EXPECT_DOUBLE_EQ(cost.total.low, cost.hardware.low + cost.energy->low);
  EXPECT_DOUBLE_EQ(cost.total.point, cost.hardware.point + cost.energy->point);
  EXPECT_DOUBLE_EQ(cost.total.high, cost.hardware.high + cost.energy->high);
  EXPECT_EQ(cost.note, "");
}

TEST(HourlyCost, RunsAllHoursUnlessTold) {
  EXPECT_DOUBLE_EQ(hourly_cost(purchase("x", exactly(8766)), {}, {}).hardware.point, 1);
}

TEST(HourlyCost, SaysWhatIsNotInIt) {
  ChipPrice price = purchase("x", exactly(8766));
  EXPECT_EQ(hourly_cost(price, energy_price(), watts(exactly(1))).note, "without the host");
  EXPECT_EQ(hourly_cost(price, energy_price(), {}).note,
            "without the host and without energy: its power is not known");
  price.host_share = priced(exactly(1));
  EXPECT_EQ(hourly_cost(price, energy_price(), {}).note, "without energy: its power is not known");
  const HourlyCost cost = hourly_cost(price, {}, watts(exactly(1)));
  EXPECT_EQ(cost.note, "without energy: no price of energy");
  EXPECT_FALSE(cost.energy);
  EXPECT_EQ(cost.total.point, cost.hardware.point);
}

}  // namespace
}  // namespace steelyard::results
