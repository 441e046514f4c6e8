#include "harness/core/statistics/between_rounds.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <vector>

namespace steelyard {
namespace {

/// What is allowed for where rounds show no dependence: (1 + c) / (1 - c) with c = 0.075.
const double allowed = std::sqrt(1.075 / 0.925);

TEST(SpreadOfRounds, MakesUpForTheMeanThatIsNotKnown) {
  EXPECT_NEAR(spread_of_rounds({{1}, {2}}).factor, allowed * std::sqrt(2), 1e-12);
  EXPECT_NEAR(spread_of_rounds({{1}, {2}, {3}}).factor, allowed * std::sqrt(1.5), 1e-12);
  EXPECT_NEAR(spread_of_rounds({{1}, {2}, {3}, {4}, {5}}).factor, allowed * std::sqrt(1.25), 1e-12);
}

TEST(SpreadOfRounds, HasOneDegreeOfFreedomLessThanRounds) {
  EXPECT_EQ(spread_of_rounds({{1}, {2}}).freedom, 1);
  EXPECT_EQ(spread_of_rounds({{1}, {}, {2}, {3}}).freedom, 2) << "an empty round is none";
}

TEST(SpreadOfRounds, SaysNothingOfASingleOne) {
  for (const RoundSamples& rounds : {RoundSamples{{1, 2, 3}}, RoundSamples{{1, 2, 3}, {}}}) {
    EXPECT_EQ(spread_of_rounds(rounds).factor, 1);
    EXPECT_EQ(spread_of_rounds(rounds).freedom, std::numeric_limits<double>::infinity());
  }
}

TEST(SpreadOfRounds, CountsRoundsThatResembleTheirNeighboursAsFewer) {
  RoundSamples alternating;
  RoundSamples drifting;
  for (int i = 0; i < 16; ++i) {
    alternating.push_back({i % 2 == 0 ? 10.0 : 11.0});
    drifting.push_back({i < 8 ? 10.0 : 11.0});
  }
  EXPECT_NEAR(spread_of_rounds(alternating).factor, allowed * std::sqrt(16.0 / 15.0), 1e-12);
  EXPECT_EQ(spread_of_rounds(alternating).freedom, 15);
  // R / e = tau: between the two sides of 16 = e tau, whatever tau is.
  const RoundSpread spread = spread_of_rounds(drifting);
  EXPECT_GE(spread.freedom, 1) << "never taken for less than two rounds";
  EXPECT_LT(spread.freedom, 5);
  const double e = spread.freedom + 1;
  EXPECT_NEAR(spread.factor, std::sqrt(16 / e * e / (e - 1)), 1e-12);
  drifting.resize(7);
  EXPECT_NEAR(spread_of_rounds(drifting).factor, allowed * std::sqrt(7.0 / 6.0), 1e-12)
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
