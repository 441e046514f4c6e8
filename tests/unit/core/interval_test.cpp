#include "harness/core/statistics/interval.hpp"

#include <gtest/gtest.h>

#include <limits>

namespace steelyard {
namespace {

TEST(Interval, RelativeHalfWidthIsHalfTheWidthOverThePoint) {
  EXPECT_DOUBLE_EQ((Interval{9, 10, 13}).relative_half_width(), 0.2);
  EXPECT_EQ((Interval{5, 5, 5}).relative_half_width(), 0);
}

TEST(Interval, RelativeHalfWidthAtAPointOfZero) {
  EXPECT_EQ((Interval{0, 0, 0}).relative_half_width(), 0);
  EXPECT_EQ((Interval{0, 0, 1}).relative_half_width(), std::numeric_limits<double>::infinity());
}

TEST(Interval, ContainsItsEnds) {
  const Interval interval{1, 2, 3};
  EXPECT_TRUE(interval.contains(1));
  EXPECT_TRUE(interval.contains(2));
  EXPECT_TRUE(interval.contains(3));
  EXPECT_FALSE(interval.contains(0.999));
  EXPECT_FALSE(interval.contains(3.001));
}

TEST(Interval, OverlapsWhenTheEndsTouch) {
  const Interval interval{1, 2, 3};
  EXPECT_TRUE(interval.overlaps({3, 4, 5}));
  EXPECT_TRUE(interval.overlaps({0, 0.5, 1}));
  EXPECT_TRUE(interval.overlaps({1.5, 2, 2.5}));
  EXPECT_TRUE(interval.overlaps({0, 2, 9}));
  EXPECT_FALSE(interval.overlaps({3.1, 4, 5}));
  EXPECT_FALSE(interval.overlaps({0, 0.5, 0.9}));
}

}  // namespace
}  // namespace steelyard
