#include "harness/core/statistics/median_interval.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <random>
#include <vector>

namespace steelyard {
namespace {

/// 1, 2, ..., n in an order that is not sorted: an end of the interval is then its own rank.
std::vector<double> ranks(int n) {
  std::vector<double> values(static_cast<std::size_t>(n));
  std::iota(values.begin(), values.end(), 1.0);
  std::mt19937 generator(5);
  for (std::size_t i = values.size(); i > 1; --i) std::swap(values[i - 1], values[generator() % i]);
  return values;
}

/// Largest l with P(B < l) <= tail for B ~ Binomial(n, 1/2), by adding up the probabilities.
int rank_by_summation(int n, double tail) {
  double probability = std::pow(0.5, n);
  double sum = 0;
  int l = 0;
  for (;;) {
    sum += probability;
    if (sum > tail) return l;
    probability *= static_cast<double>(n - l) / (l + 1);
    ++l;
  }
}

TEST(MedianInterval, NeedsSixSamplesAt95Percent) {
  for (int n = 0; n <= 5; ++n) EXPECT_FALSE(median_interval(ranks(n))) << n;
  const auto interval = median_interval(ranks(6));
  ASSERT_TRUE(interval);
  EXPECT_EQ(interval->low, 1);
  EXPECT_EQ(interval->point, 3.5);
  EXPECT_EQ(interval->high, 6);
}

// Conover 1999, table A3; the ranks that every textbook prints for 95 %.
TEST(MedianInterval, GivesTheTabulatedRanks) {
  const auto expect_ranks = [](int n, double low, double high) {
    const auto interval = median_interval(ranks(n));
    ASSERT_TRUE(interval) << n;
    EXPECT_EQ(interval->low, low) << n;
    EXPECT_EQ(interval->high, high) << n;
  };
  expect_ranks(8, 1, 8);
  expect_ranks(9, 2, 8);
  expect_ranks(10, 2, 9);
  expect_ranks(12, 3, 10);
  expect_ranks(20, 6, 15);
  expect_ranks(30, 10, 21);
  expect_ranks(100, 40, 61);
}

TEST(MedianInterval, AgreesWithSummedProbabilitiesForEveryCount) {
  for (const double confidence : {0.5, 0.9, 0.95, 0.99}) {
    for (int n = 1; n <= 200; ++n) {
      const int l = rank_by_summation(n, (1 - confidence) / 2);
      const auto interval = median_interval(ranks(n), confidence);
      ASSERT_EQ(interval.has_value(), l > 0) << n << " at " << confidence;
      if (!interval) continue;
      EXPECT_EQ(interval->low, l) << n << " at " << confidence;
      EXPECT_EQ(interval->high, n + 1 - l) << n << " at " << confidence;
      EXPECT_EQ(interval->point, (n + 1) / 2.0);
    }
  }
}

TEST(MedianInterval, NarrowsWithTheRootOfTheCount) {
  const auto small = median_interval(ranks(1000));
  const auto large = median_interval(ranks(10000));
  ASSERT_TRUE(small && large);
  // Half the width in ranks is about 1.96 sqrt(n) / 2.
  EXPECT_NEAR((small->high - small->low) / 2, 0.98 * std::sqrt(1000), 1);
  EXPECT_NEAR((large->high - large->low) / 2, 0.98 * std::sqrt(10000), 1);
}

TEST(MedianInterval, HasNoWidthWhenAllSamplesAgree) {
  const auto interval = median_interval(std::vector<double>(10, 2.5));
  ASSERT_TRUE(interval);
  EXPECT_EQ(interval->low, 2.5);
  EXPECT_EQ(interval->point, 2.5);
  EXPECT_EQ(interval->high, 2.5);
}

TEST(MedianIntervalDeathTest, AbortsOnAnImpossibleConfidence) {
  EXPECT_DEATH(median_interval(ranks(6), 0), "broken invariant");
  EXPECT_DEATH(median_interval(ranks(6), 1), "broken invariant");
}

}  // namespace
}  // namespace steelyard
