#include "results/verdicts/claims/more_runs.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace steelyard::results {
namespace {

/// An interval of `half` on both sides of `point`, in logarithms.
Interval around(double point, double half) {
  return {point * std::exp(-half), point, point * std::exp(half)};
}

ClaimBounds at_least(double factor) {
  Claim claim;
  claim.relation = Relation::at_least;
  claim.factor = factor;
  return bounds_of(claim);
}

TEST(MoreRuns, GoWithTheSquareOfWidthOverDistance) {
  const MoreRuns more = more_runs(around(std::exp(0.02), 0.0499), at_least(1), 4);
  EXPECT_NEAR(more.half_width, 0.0499, 1e-12);
  EXPECT_NEAR(more.distance, 0.02, 1e-12);
  EXPECT_EQ(more.runs, 25);
}

TEST(MoreRuns, AreRoundedUp) {
  EXPECT_EQ(more_runs(around(std::exp(0.02), 0.0501), at_least(1), 4).runs, 26);
}

TEST(MoreRuns, AreAtLeastOneMore) {
  EXPECT_EQ(more_runs(around(std::exp(0.02), 0.0200001), at_least(1), 6).runs, 7);
  EXPECT_EQ(more_runs(around(std::exp(0.2), 0.02), at_least(1), 6).runs, 7);
}

TEST(MoreRuns, LookAtTheNearerBound) {
  Claim claim;
  claim.margin = 0.05;
  const ClaimBounds bounds = bounds_of(claim);
  EXPECT_NEAR(more_runs(around(1.04, 0.05), bounds, 3).distance, std::log(1.05 / 1.04), 1e-12);
  EXPECT_NEAR(more_runs(around(0.96, 0.05), bounds, 3).distance, std::log(0.96 * 1.05), 1e-12);
  EXPECT_NEAR(more_runs(around(1.10, 0.05), bounds, 3).distance, std::log(1.10 / 1.05), 1e-12);
}

TEST(MoreRuns, OfABoundThatIsNoLimitGoByTheOther) {
  Claim claim;
  claim.relation = Relation::below;
  claim.factor = 2;
  EXPECT_NEAR(more_runs(around(1.9, 0.1), bounds_of(claim), 3).distance, std::log(2 / 1.9), 1e-12);
}

TEST(MoreRuns, AreNotAskedForBeyondReason) {
  const double distance = 0.05 / std::sqrt(500.0);
  EXPECT_EQ(more_runs(around(std::exp(distance * 1.0001), 0.05), at_least(1), 2).runs, 1'000);
  EXPECT_FALSE(more_runs(around(std::exp(distance * 0.999), 0.05), at_least(1), 2).runs);
}

TEST(MoreRuns, DoNotHelpOnTheBound) {
  EXPECT_FALSE(more_runs(around(1, 0.05), at_least(1), 3).runs);
  EXPECT_FALSE(more_runs({1, 1, 1}, at_least(1), 3).runs);
}

}  // namespace
}  // namespace steelyard::results
