#include "harness/core/statistics/change_points.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "tests/unit/core/made_series.hpp"

namespace steelyard {
namespace {

using test::noise;
using test::shifted;

TEST(ChangePoints, FindsEveryLastingChange) {
  auto series = shifted(noise(1, 120, 0.01), 40, -0.05);
  series = shifted(series, 80, 0.08);
  const auto points = change_points(series);
  ASSERT_EQ(points.size(), 2U);
  EXPECT_EQ(points[0].at, 40U);
  EXPECT_NEAR(points[0].shift.change, -0.05, 0.01);
  EXPECT_LE(points[0].p_value, 0.05);
  EXPECT_EQ(points[1].at, 80U);
  EXPECT_NEAR(points[1].shift.change, 0.08, 0.01);
}

TEST(ChangePoints, FindsStepsThatFollowEachOther) {
  // Seen as a whole, either step looks like memory.
  const auto series = test::shifted(test::shifted(test::noise(1, 60, 0.002), 20, 0.05), 40, 0.05);
  const auto points = change_points(series);
  ASSERT_EQ(points.size(), 2U);
  EXPECT_EQ(points[0].at, 20U);
  EXPECT_EQ(points[1].at, 40U);
}

TEST(ChangePoints, FindsAChangeAtTheEdgeOfTwoValues) {
  const auto points = change_points(shifted(noise(21, 62, 0.01), 60, -0.06));
  ASSERT_EQ(points.size(), 1U);
  EXPECT_EQ(points[0].at, 60U);
}

TEST(ChangePoints, ASingleOutlierIsNone) {
  for (const std::size_t where : {0U, 1U, 30U, 58U, 59U}) {
    auto series = noise(9, 60, 0.01);
    series[where] -= 0.16;
    EXPECT_TRUE(change_points(series).empty()) << where;
  }
}

TEST(ChangePoints, AreRareInNoiseWithMemory) {
  int series_with = 0;
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    if (!change_points(noise(1000 + seed, 60, 0.01, 0.5)).empty()) ++series_with;
  }
  EXPECT_LE(series_with, 16);
}

TEST(ChangePoints, AreNotFoundBelowTheEffectAskedFor) {
  const auto series = shifted(noise(1, 60, 0.001), 30, -0.01);
  EXPECT_EQ(change_points(series).size(), 1U);
  ChangePointOptions options;
  options.effect = 0.02;
  EXPECT_TRUE(change_points(series, options).empty());
}

TEST(ChangePoints, OfLongSeriesAreFoundInWindows) {
  auto series = noise(5, 1000, 0.01);
  for (const std::size_t at : {100U, 128U + 64U, 500U, 900U}) {
    series = shifted(series, at, at % 200 == 100 ? -0.06 : 0.06);
  }
  const auto points = change_points(series);
  std::vector<std::size_t> places;
  for (const ChangePoint& each : points) places.push_back(each.at);
  EXPECT_EQ(places, (std::vector<std::size_t>{100, 192, 500, 900}));
}

TEST(ChangePoints, OfShortOrConstantSeriesAreNone) {
  EXPECT_TRUE(change_points(std::vector<double>{}).empty());
  EXPECT_TRUE(change_points(std::vector<double>{1, 2, 3}).empty());
  EXPECT_TRUE(change_points(std::vector<double>(50, 4.0)).empty());
}

TEST(ChangePoints, AreTheSameEveryTime) {
  const auto series = shifted(noise(12, 100, 0.01), 70, 0.02);
  const auto once = change_points(series);
  const auto again = change_points(series);
  ASSERT_EQ(once.size(), again.size());
  for (std::size_t i = 0; i < once.size(); ++i) EXPECT_EQ(once[i].p_value, again[i].p_value);
}

}  // namespace
}  // namespace steelyard
