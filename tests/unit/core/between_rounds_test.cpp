#include "harness/core/statistics/between_rounds.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <vector>

namespace steelyard {
namespace {

TEST(RoundExpansion, IsHesterbergsForRoundsThatSayNothingOfEachOther) {
  EXPECT_EQ(round_expansion({{1, 2, 3}}), 1);
  EXPECT_EQ(round_expansion({{1, 2, 3}, {}}), 1) << "an empty round is none";
  // sqrt(3/2) t(2)/z and sqrt(5/4) t(4)/z, with t = 4.3027, 2.7764 and z = 1.9600 from tables.
  EXPECT_NEAR(round_expansion({{1}, {2}, {3}}), std::sqrt(1.5) * 4.3027 / 1.96, 1e-3);
  EXPECT_NEAR(round_expansion({{1}, {2}, {3}, {4}, {5}}), std::sqrt(1.25) * 2.7764 / 1.96, 1e-3);
  EXPECT_NEAR(round_expansion({{1}, {2}, {3}}, 0.9), std::sqrt(1.5) * 2.9200 / 1.6449, 1e-3);
}

TEST(RoundExpansion, CountsRoundsThatResembleTheirNeighboursAsFewer) {
  RoundSamples alternating;
  RoundSamples drifting;
  for (int i = 0; i < 16; ++i) {
    alternating.push_back({i % 2 == 0 ? 10.0 : 11.0});
    drifting.push_back({i < 8 ? 10.0 : 11.0});
  }
  // t(15) = 2.1314
  const double independent = std::sqrt(16.0 / 15.0) * 2.1314 / 1.96;
  EXPECT_NEAR(round_expansion(alternating), independent, 1e-3);
  EXPECT_GT(round_expansion(drifting), 2 * independent);
  EXPECT_LT(round_expansion(drifting), 100) << "never taken for less than two rounds";
  drifting.resize(7);
  EXPECT_NEAR(round_expansion(drifting), std::sqrt(7.0 / 6.0) * 2.4469 / 1.96, 1e-3)
      << "seven rounds are too few to show dependence";
}

TEST(PrecisionBetweenRounds, IsStudentsOnTheLogarithms) {
  // Logarithms -0.1, 0, 0.1: s = 0.1, t(2) = 4.3027.
  const std::vector<double> medians{std::exp(-0.1), 1, std::exp(0.1)};
  EXPECT_NEAR(precision_between_rounds(medians), 4.3027 * 0.1 / std::sqrt(3.0), 1e-4);
  EXPECT_EQ(precision_between_rounds(std::vector<double>{2, 2, 2}), 0);
}

TEST(PrecisionBetweenRounds, IsUnknownOfTwo) {
  EXPECT_EQ(precision_between_rounds(std::vector<double>{1, 1}),
            std::numeric_limits<double>::infinity());
}

TEST(PrecisionBetweenRounds, CountsRoundsThatResembleTheirNeighboursAsFewer) {
  const std::vector<double> alternating{1, 2, 1, 2, 1, 2, 1, 2, 1, 2};
  const std::vector<double> drifting{1, 1, 1, 1, 1, 2, 2, 2, 2, 2};
  EXPECT_GT(precision_between_rounds(drifting), 1.5 * precision_between_rounds(alternating));
}

}  // namespace
}  // namespace steelyard
