#include "results/verdicts/equivalence.hpp"

#include <gtest/gtest.h>

namespace steelyard::results {
namespace {

TEST(EquivalenceTest, IsComparableWithinTheMargin) {
  EXPECT_EQ(equivalence({0.98, 1, 1.02}, 0.05), Equivalence::comparable);
  EXPECT_EQ(equivalence({1, 1, 1}, 0.05), Equivalence::comparable);
  EXPECT_EQ(equivalence({1 / 1.05, 1, 1.05}, 0.05), Equivalence::comparable);
  // Not equal, and yet comparable: the whole interval is within 5 %.
  EXPECT_EQ(equivalence({1.01, 1.02, 1.03}, 0.05), Equivalence::comparable);
}

TEST(EquivalenceTest, IsDifferentWhollyOutside) {
  EXPECT_EQ(equivalence({1.06, 1.1, 1.2}, 0.05), Equivalence::different);
  EXPECT_EQ(equivalence({0.8, 0.9, 0.95}, 0.05), Equivalence::different);
  EXPECT_EQ(equivalence({1.0501, 1.06, 1.07}, 0.05), Equivalence::different);
}

TEST(EquivalenceTest, IsUndecidedAcrossAnEdge) {
  EXPECT_EQ(equivalence({1.04, 1.06, 1.08}, 0.05), Equivalence::undecided);
  EXPECT_EQ(equivalence({0.94, 0.96, 1.0}, 0.05), Equivalence::undecided);
  EXPECT_EQ(equivalence({0.5, 1, 2}, 0.05), Equivalence::undecided);
  EXPECT_EQ(equivalence({1.05, 1.06, 1.07}, 0.05), Equivalence::undecided);
  EXPECT_EQ(equivalence({0.9, 0.92, 1 / 1.05}, 0.05), Equivalence::undecided);
}

/// As a ratio and its inverse say the same, so must the verdicts.
TEST(EquivalenceTest, DoesNotCareWhichChipIsTheBaseline) {
  for (double low = 0.8; low < 1.25; low += 0.013) {
    for (double high = low; high < 1.3; high += 0.017) {
      EXPECT_EQ(equivalence({low, low, high}, 0.1), equivalence({1 / high, 1 / low, 1 / low}, 0.1));
    }
  }
}

TEST(EquivalenceTest, TakesAnyMargin) {
  EXPECT_EQ(equivalence({0.92, 1, 1.08}, 0.1), Equivalence::comparable);
  EXPECT_EQ(equivalence({0.92, 1, 1.08}, 0.05), Equivalence::undecided);
  EXPECT_EQ(equivalence({1.02, 1.03, 1.04}, 0.01), Equivalence::different);
}

TEST(EquivalenceTest, HasNames) {
  EXPECT_EQ(name(Equivalence::comparable), "comparable");
  EXPECT_EQ(name(Equivalence::different), "different");
  EXPECT_EQ(name(Equivalence::undecided), "undecided");
}

}  // namespace
}  // namespace steelyard::results
