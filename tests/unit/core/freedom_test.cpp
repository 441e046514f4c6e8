#include "harness/core/statistics/freedom.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <vector>

namespace steelyard {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

TEST(StudentStretch, IsTheRatioOfTheTables) {
  EXPECT_NEAR(student_stretch(1, 0.95), 12.706 / 1.95996, 1e-3);
  EXPECT_NEAR(student_stretch(4, 0.95), 2.77645 / 1.95996, 1e-5);
  EXPECT_NEAR(student_stretch(4, 0.90), 2.13185 / 1.64485, 1e-5);
  EXPECT_EQ(student_stretch(infinity, 0.95), 1);
}

TEST(VarianceOf, IsAroundTheMean) {
  EXPECT_DOUBLE_EQ(variance_of(std::vector<double>{1, 2, 3, 6}), 3.5);
  EXPECT_EQ(variance_of(std::vector<double>{7}), 0);
  EXPECT_EQ(variance_of(std::vector<double>{}), 0);
}

TEST(WelchFreedom, IsTheSumForEqualSides) {
  EXPECT_DOUBLE_EQ(welch_freedom({2, 4}, {2, 4}), 8);
  EXPECT_DOUBLE_EQ(welch_freedom({1, 4}, {3, 6}), 16 / (1.0 / 4 + 9.0 / 6));
}

TEST(WelchFreedom, IsThatOfTheOnlySideThatVaries) {
  EXPECT_DOUBLE_EQ(welch_freedom({2, 4}, {0, 7}), 4);
  EXPECT_DOUBLE_EQ(welch_freedom({2, 4}, {0, infinity}), 4);
  EXPECT_DOUBLE_EQ(welch_freedom({1, 4}, {1, infinity}), 16);
}

TEST(WelchFreedom, IsInfiniteWhereNothingIsEstimated) {
  EXPECT_EQ(welch_freedom({0, 1}, {0, 1}), infinity);
  EXPECT_EQ(welch_freedom({1, infinity}, {2, infinity}), infinity);
}

TEST(WelchFreedom, IsNeverLessThanTheLesser) { EXPECT_GE(welch_freedom({0.1, 1}, {1e-17, 1}), 1); }

TEST(RatioOf, SubtractsResampleByResample) {
  const LogResamples one{{1, 2, 3, 6}, 4};
  const LogResamples other{{1, 0, 1, 2}, 6};
  const LogResamples ratio = ratio_of(one, other);
  EXPECT_EQ(ratio.deviations, (std::vector<double>{0, 2, 2, 4}));
  EXPECT_DOUBLE_EQ(ratio.freedom, welch_freedom({3.5, 4}, {0.5, 6}));
}

TEST(StretchedInterval, StretchesQuantilesOfLogarithms) {
  std::vector<double> deviations;
  for (int i = -100; i <= 100; ++i) deviations.push_back(i * 0.001);
  const Interval known = stretched_interval(2, {deviations, infinity}, 0.95);
  EXPECT_DOUBLE_EQ(known.low, 2 * std::exp(-0.095));
  EXPECT_EQ(known.point, 2);
  EXPECT_DOUBLE_EQ(known.high, 2 * std::exp(0.095));
  const Interval few = stretched_interval(2, {deviations, 4}, 0.90);
  EXPECT_DOUBLE_EQ(few.low, 2 * std::exp(-0.09 * student_stretch(4, 0.90)));
  EXPECT_DOUBLE_EQ(few.high, 2 * std::exp(0.09 * student_stretch(4, 0.90)));
}

TEST(StretchedInterval, HoldsThePoint) {
  const Interval above = stretched_interval(3, {{0.1, 0.2}, infinity}, 0.95);
  EXPECT_EQ(above.low, 3);
  EXPECT_GT(above.high, 3);
  const Interval below = stretched_interval(3, {{-0.1, -0.2}, infinity}, 0.95);
  EXPECT_EQ(below.high, 3);
  EXPECT_LT(below.low, 3);
}

}  // namespace
}  // namespace steelyard
