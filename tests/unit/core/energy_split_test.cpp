#include "harness/core/statistics/energy_split.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "tests/unit/core/made_series.hpp"

namespace steelyard {
namespace {

/// The definition, pair by pair.
double energy(const std::vector<double>& series, std::size_t at) {
  const auto mean = [&](std::size_t a, std::size_t b, std::size_t c, std::size_t d) {
    double sum = 0;
    double count = 0;
    for (std::size_t i = a; i < b; ++i) {
      for (std::size_t j = c; j < d; ++j) {
        if (i == j) continue;
        sum += std::abs(series[i] - series[j]);
        ++count;
      }
    }
    return sum / count;
  };
  const auto m = static_cast<double>(at);
  const auto n = static_cast<double>(series.size() - at);
  return m * n / (m + n) *
         (2 * mean(0, at, at, series.size()) - mean(0, at, 0, at) -
          mean(at, series.size(), at, series.size()));
}

TEST(EnergySplit, IsTheLargestOfAllSplitsByTheDefinition) {
  const auto series = test::shifted(test::noise(3, 15, 1), 9, 2);
  for (const std::size_t fewest : {2U, 4U}) {
    double largest = -1;
    std::size_t where = 0;
    for (std::size_t at = fewest; at + fewest <= series.size(); ++at) {
      if (energy(series, at) > largest) {
        largest = energy(series, at);
        where = at;
      }
    }
    const EnergySplit split = best_energy_split(series, fewest);
    EXPECT_EQ(split.at, where);
    EXPECT_NEAR(split.statistic, largest, 1e-12);
  }
}

TEST(EnergySplit, IsRightForEveryLength) {
  for (std::size_t length = 4; length <= 21; ++length) {
    const auto series = test::noise(length, length, 1);
    const EnergySplit split = best_energy_split(series);
    EXPECT_NEAR(split.statistic, energy(series, split.at), 1e-12) << length;
    for (std::size_t at = 2; at + 2 <= length; ++at) {
      EXPECT_LE(energy(series, at), split.statistic + 1e-12) << length;
    }
  }
}

TEST(EnergySplit, FindsACleanStepAtItsPlace) {
  const std::vector<double> series{1, 1, 1, 1, 5, 5, 5};
  const EnergySplit split = best_energy_split(series);
  EXPECT_EQ(split.at, 4U);
  EXPECT_NEAR(split.statistic, 4.0 * 3 / 7 * 8, 1e-12);
}

TEST(EnergySplit, KeepsTheFewestValuesOnEachSide) {
  const std::vector<double> series{9, 1, 1, 1, 1, 1};
  EXPECT_GE(best_energy_split(series, 2).at, 2U);
  EXPECT_EQ(best_energy_split(series, 3).at, 3U);
}

TEST(EnergySplit, IsNothingWhereTheSeriesIsTooShort) {
  EXPECT_EQ(best_energy_split(std::vector<double>{1, 2, 3}, 2).at, 0U);
  EXPECT_EQ(best_energy_split(std::vector<double>{}, 2).at, 0U);
  EXPECT_NE(best_energy_split(std::vector<double>{1, 2, 3, 4}, 2).at, 0U);
}

TEST(EnergySplitPValue, IsSmallForAStepAndDeterministic) {
  const auto series = test::shifted(test::noise(4, 30, 1), 20, 3);
  const EnergySplit split = best_energy_split(series);
  const double p = energy_split_p_value(series, split, 2, 0.05, 199, 7);
  EXPECT_DOUBLE_EQ(p, 1.0 / 200);
  EXPECT_EQ(energy_split_p_value(series, split, 2, 0.05, 199, 7), p);
}

TEST(EnergySplitPValue, IsAboveTheLimitForMostNoise) {
  int below = 0;
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    const auto series = test::noise(100 + seed, 20, 1);
    if (energy_split_p_value(series, best_energy_split(series), 2, 0.05, 99, seed) <= 0.05) ++below;
  }
  EXPECT_LE(below, 18) << "5 % of 200 are 10; the seeds are fixed";
  EXPECT_GE(below, 3);
}

TEST(EnergySplitPValue, CountsTheGivenOrderAmongThoseThatAreAsStrong) {
  const std::vector<double> same{2, 2, 2, 2, 2, 2};
  EXPECT_DOUBLE_EQ(energy_split_p_value(same, best_energy_split(same), 2, 1, 9, 1), 1);
}

}  // namespace
}  // namespace steelyard
