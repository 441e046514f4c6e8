#include "harness/core/statistics/level_shift.hpp"
#include "harness/core/statistics/change_points.hpp"

#include <gtest/gtest.h>

#include <boost/math/distributions/normal.hpp>
#include <boost/math/distributions/students_t.hpp>
#include <cmath>
#include <vector>

#include "tests/unit/core/made_series.hpp"

namespace steelyard {
namespace {

using test::noise;
using test::shifted;

double as_normal(double t, double degrees) {
  const double tail = cdf(boost::math::complement(boost::math::students_t(degrees), t));
  return quantile(boost::math::complement(boost::math::normal(), tail));
}

TEST(LevelShift, IsTheDifferenceOfTheMeans) {
  const std::vector<double> series{1, 2, 3, 10, 11, 12};
  const LevelShift shift = level_shift(series, 3);
  EXPECT_DOUBLE_EQ(shift.change, 9);
  EXPECT_GT(shift.deviate, 2);
  EXPECT_DOUBLE_EQ(level_shift({{10, 11, 12, 1, 2, 3}}, 3).change, -9);
}

TEST(LevelShift, FollowsItsFormula) {
  // Residuals -1 0 1 -1 0 1: squares 4, products of neighbours 0 + 0 - 1 + 0 + 0 = -1.
  const std::vector<double> series{1, 2, 3, 10, 11, 12};
  const LevelShift shift = level_shift(series, 3);
  const double spread = std::sqrt(4.0 / 4) * (1 + 1.2 / 6);
  EXPECT_DOUBLE_EQ(shift.spread, spread);
  EXPECT_DOUBLE_EQ(shift.correlation, 0);  // -1/4 + (1 - 3/4)/6 is below 0
  // Sizes 1 0 1 1 0 1: median 1; 1.2 / 1.4826 is below 1.2, so nothing is taken off.
  EXPECT_DOUBLE_EQ(shift.penalty, 1);
  const double t = 9 / (spread * std::sqrt(2.0 / 3));
  EXPECT_NEAR(shift.deviate, as_normal(t, 4), 1e-9);
  // Without 12, the last part has the mean 10.5 and two values.
  const double rest = 8.5 / (spread * std::sqrt(1.0 / 2 + 1.0 / 3));
  EXPECT_NEAR(shift.without_strongest, as_normal(rest, 4), 1e-9);
}

TEST(LevelShift, TakesMemoryOfTheNoiseIntoAccount) {
  // Residuals 1 1 -1 -1 | 1 1 -1 -1: squares 8, products 1 - 1 + 1 - 1 + 1 - 1 + 1 = 1.
  const std::vector<double> series{2, 2, 0, 0, 7, 7, 5, 5};
  const LevelShift shift = level_shift(series, 4);
  const double raw = 1.0 / 8;
  EXPECT_DOUBLE_EQ(shift.correlation, raw + (1 + 3 * raw) / 8);
  EXPECT_DOUBLE_EQ(shift.penalty, 1 + 1.5 * shift.correlation);
  const double r = shift.correlation;
  const double variance = (1 + 2 * (0.75 * r + 0.5 * r * r + 0.25 * r * r * r)) / 4;
  const double t = 5 / (shift.spread * std::sqrt(2 * variance));
  const double degrees = std::max(8 * (1 - r) / (1 + r) - 2, 6.0);
  EXPECT_NEAR(shift.deviate, as_normal(t, degrees) / (1 + 1.5 * r), 1e-9);
}

TEST(LevelShift, OneOutlierMovesAPartOfEightOnlyToItsNeighbour) {
  std::vector<double> series = noise(2, 40, 0.01);
  const LevelShift quiet = level_shift(series, 20);
  series[5] -= 5;
  const LevelShift hit = level_shift(series, 20);
  EXPECT_NEAR(hit.change, quiet.change, 0.002);
  EXPECT_LT(hit.spread, 0.02);
}

TEST(LevelShift, OneValueAloneDoesNotSupportAShift) {
  std::vector<double> series = noise(2, 40, 0.01);
  series[38] -= 0.15;
  const LevelShift shift = level_shift(series, 38);
  EXPECT_LT(shift.deviate, -3);
  EXPECT_GT(shift.without_strongest, -2);
  series[39] -= 0.15;
  EXPECT_LT(level_shift(series, 38).without_strongest, -3);
}

TEST(LevelShift, LooksAtTheShorterPartOnEitherSide) {
  std::vector<double> series = noise(2, 40, 0.01);
  series[1] -= 0.15;
  const LevelShift shift = level_shift(series, 2);
  EXPECT_GT(shift.deviate, 3);
  EXPECT_LT(shift.without_strongest, 2);
}

TEST(LevelShift, HeavyTailsCost) {
  std::vector<double> series = noise(6, 60, 0.01);
  const double light = level_shift(series, 30).penalty;
  for (std::size_t i = 3; i < 60; i += 6) series[i] *= 8;
  EXPECT_GT(level_shift(series, 30).penalty, light + 0.2);
}

TEST(LevelShift, ALargeShiftIsSureAfterFewNights) {
  // Nine nights and three, 10 % apart, with a spread of half a percent.
  const auto series = shifted(noise(4, 12, 0.005), 9, 0.1);
  EXPECT_GT(level_shift(series, 9).deviate, 3.5);
}

TEST(LevelShift, SeesALargeStepOfFewNightsThatSeemToRememberEachOther) {
  // Measured: 11 % after nine nights that vary by a third of a percent, each like the one before.
  std::vector<double> series{4.194, 4.212, 4.213, 4.213, 4.191, 4.186,
                             4.194, 4.171, 4.200, 4.662, 4.660, 4.658};
  for (double& each : series) each = std::log(each);
  const LevelShift shift = level_shift(series, 9);
  EXPECT_GT(shift.correlation, 0.5);
  EXPECT_TRUE(holds(shift, {})) << shift.deviate << ", " << shift.without_strongest;
}

TEST(LevelShift, ConstantPartsShiftForSureOrNotAtAll) {
  EXPECT_EQ(level_shift({{1, 1, 1, 1}}, 2).deviate, 0);
  EXPECT_GT(level_shift({{1, 1, 2, 2}}, 2).deviate, 1e300);
  EXPECT_LT(level_shift({{2, 2, 1, 1}}, 2).deviate, -1e300);
  EXPECT_LT(level_shift({{2, 2, 1, 1}}, 2).without_strongest, -1e300);
}

}  // namespace
}  // namespace steelyard
