#include "results/verdicts/claims/claim_bounds.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace steelyard::results {
namespace {

Claim comparable(double margin) {
  Claim claim;
  claim.relation = Relation::comparable;
  claim.margin = margin;
  return claim;
}

Claim bound_by(Relation relation, double factor) {
  Claim claim;
  claim.relation = relation;
  claim.factor = factor;
  return claim;
}

Verdict of(const Claim& claim, double low, double high) {
  return decide(claim, {low, (low + high) / 2, high});
}

TEST(ClaimBounds, AreTheMarginBothWays) {
  const ClaimBounds bounds = bounds_of(comparable(0.25));
  EXPECT_DOUBLE_EQ(bounds.low, 0.8);
  EXPECT_DOUBLE_EQ(bounds.high, 1.25);
  EXPECT_TRUE(bounds.hold(0.8));
  EXPECT_TRUE(bounds.hold(1.25));
  EXPECT_FALSE(bounds.hold(0.7999));
  EXPECT_FALSE(bounds.hold(1.2501));
}

TEST(ClaimBounds, OfAtLeastHoldTheFactor) {
  const ClaimBounds bounds = bounds_of(bound_by(Relation::at_least, 1.5));
  EXPECT_EQ(bounds.low, 1.5);
  EXPECT_TRUE(std::isinf(bounds.high));
  EXPECT_TRUE(bounds.hold(1.5));
  EXPECT_TRUE(bounds.hold(1e9));
  EXPECT_FALSE(bounds.hold(std::nextafter(1.5, 0)));
}

TEST(ClaimBounds, OfBelowDoNotHoldTheFactor) {
  const ClaimBounds bounds = bounds_of(bound_by(Relation::below, 1.5));
  EXPECT_EQ(bounds.low, 0);
  EXPECT_EQ(bounds.high, 1.5);
  EXPECT_FALSE(bounds.hold(1.5));
  EXPECT_TRUE(bounds.hold(std::nextafter(1.5, 0)));
}

TEST(ClaimDecision, OfComparableIsTheEquivalenceTest) {
  const Claim claim = comparable(0.25);
  EXPECT_EQ(of(claim, 0.8, 1.25), Verdict::supported);
  EXPECT_EQ(of(claim, 0.9, 1.1), Verdict::supported);
  EXPECT_EQ(of(claim, 0.79, 1.1), Verdict::undecided);
  EXPECT_EQ(of(claim, 0.9, 1.26), Verdict::undecided);
  EXPECT_EQ(of(claim, 0.5, 2), Verdict::undecided);
  EXPECT_EQ(of(claim, 0.5, 0.79), Verdict::refuted);
  EXPECT_EQ(of(claim, 1.26, 2), Verdict::refuted);
  EXPECT_EQ(of(claim, 0.5, 0.8), Verdict::undecided);
  EXPECT_EQ(of(claim, 1.25, 2), Verdict::undecided);
}

TEST(ClaimDecision, OfAtLeastLooksAtBothEnds) {
  const Claim claim = bound_by(Relation::at_least, 2);
  EXPECT_EQ(of(claim, 2, 2.5), Verdict::supported);
  EXPECT_EQ(of(claim, 1.999, 2.5), Verdict::undecided);
  EXPECT_EQ(of(claim, 1.5, 2), Verdict::undecided);
  EXPECT_EQ(of(claim, 1.5, 1.999), Verdict::refuted);
}

TEST(ClaimDecision, OfBelowIsTheReverse) {
  const Claim claim = bound_by(Relation::below, 2);
  EXPECT_EQ(of(claim, 1.5, 1.999), Verdict::supported);
  EXPECT_EQ(of(claim, 1.5, 2), Verdict::undecided);
  EXPECT_EQ(of(claim, 1.999, 2.5), Verdict::undecided);
  EXPECT_EQ(of(claim, 2, 2.5), Verdict::refuted);
}

}  // namespace
}  // namespace steelyard::results
