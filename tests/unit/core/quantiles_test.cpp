#include "harness/core/statistics/quantiles.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <vector>

namespace steelyard {
namespace {

using Values = std::vector<double>;

TEST(Quantile, InterpolatesBetweenOrderStatistics) {
  // numpy.quantile([3, 1, 4, 1, 5, 9, 2, 6], p)
  const Values values{3, 1, 4, 1, 5, 9, 2, 6};
  EXPECT_DOUBLE_EQ(quantile(values, 0.0), 1);
  EXPECT_DOUBLE_EQ(quantile(values, 0.05), 1);
  EXPECT_DOUBLE_EQ(quantile(values, 0.25), 1.75);
  EXPECT_DOUBLE_EQ(quantile(values, 0.5), 3.5);
  EXPECT_DOUBLE_EQ(quantile(values, 0.75), 5.25);
  EXPECT_DOUBLE_EQ(quantile(values, 0.95), 7.95);
  EXPECT_DOUBLE_EQ(quantile(values, 1.0), 9);
}

TEST(Quantile, HitsOrderStatisticsExactly) {
  const Values values{50, 10, 40, 20, 30};
  EXPECT_EQ(quantile(values, 0), 10);
  EXPECT_EQ(quantile(values, 0.25), 20);
  EXPECT_EQ(quantile(values, 0.5), 30);
  EXPECT_EQ(quantile(values, 0.75), 40);
  EXPECT_EQ(quantile(values, 1), 50);
}

TEST(Quantile, OfOneValueIsThatValue) {
  for (const double p : {0.0, 0.3, 1.0}) EXPECT_EQ(quantile(Values{7}, p), 7);
}

TEST(Quantile, IsMonotonicAndBounded) {
  const Values values{2, 2, 8, -3, 2, 100, 7};
  double last = -3;
  for (int i = 0; i <= 1000; ++i) {
    const double now = quantile(values, i / 1000.0);
    EXPECT_GE(now, last);
    last = now;
  }
  EXPECT_EQ(last, 100);
}

TEST(Quantile, LeavesItsInputAlone) {
  const Values values{3, 1, 2};
  quantile(values, 0.5);
  EXPECT_EQ(values, (Values{3, 1, 2}));
}

TEST(Median, IsTheMiddleOrTheMeanOfTheMiddlePair) {
  EXPECT_EQ(median(Values{3, 1, 2}), 2);
  EXPECT_EQ(median(Values{4, 1, 3, 2}), 2.5);
  EXPECT_EQ(median(Values{1, 9}), 5);
  EXPECT_EQ(median(Values{5}), 5);
}

TEST(GeometricMean, IsTheRootOfTheProduct) {
  EXPECT_DOUBLE_EQ(geometric_mean(Values{2, 8}), 4);
  EXPECT_DOUBLE_EQ(geometric_mean(Values{1, 3, 9}), 3);
  EXPECT_DOUBLE_EQ(geometric_mean(Values{7}), 7);
}

TEST(GeometricMean, WeighsByWeightsOfAnySum) {
  EXPECT_DOUBLE_EQ(geometric_mean(Values{2, 16}, Values{2, 1}), 4);
  EXPECT_DOUBLE_EQ(geometric_mean(Values{2, 16}, Values{0.5, 0.25}), 4);
  EXPECT_DOUBLE_EQ(geometric_mean(Values{5, 16}, Values{3, 0}), 5);
  EXPECT_DOUBLE_EQ(geometric_mean(Values{2, 8}, Values{1, 1}), geometric_mean(Values{2, 8}));
}

TEST(GeometricMean, DoesNotOverflow) {
  EXPECT_NEAR(geometric_mean(Values{1e300, 1e300, 1e300}) / 1e300, 1, 1e-12);
}

TEST(QuantilesDeathTest, AbortOnWhatHasNoAnswer) {
  EXPECT_DEATH(quantile(Values{}, 0.5), "broken invariant");
  EXPECT_DEATH(quantile(Values{1}, -0.01), "broken invariant");
  EXPECT_DEATH(quantile(Values{1}, 1.01), "broken invariant");
  EXPECT_DEATH(geometric_mean(Values{}), "broken invariant");
  EXPECT_DEATH(geometric_mean(Values{0}), "broken invariant");
  EXPECT_DEATH(geometric_mean(Values{1, 2}, Values{1}), "broken invariant");
  EXPECT_DEATH(geometric_mean(Values{1, 2}, Values{0, 0}), "broken invariant");
}

}  // namespace
}  // namespace steelyard
