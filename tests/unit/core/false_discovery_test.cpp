#include "harness/core/statistics/false_discovery.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace steelyard {
namespace {

using Flags = std::vector<bool>;

TEST(FalseDiscovery, TakesTheLargestThatPasses) {
  // Benjamini & Hochberg 1995, section 3.2: 15 p-values, rate 0.05, the first four are discoveries.
  const std::vector<double> p{0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344,
                              0.0459, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.0000};
  Flags expected(15, false);
  for (std::size_t i = 0; i < 4; ++i) expected[i] = true;
  EXPECT_EQ(false_discovery_control(p, 0.05), expected);
}

TEST(FalseDiscovery, OneThatPassesTakesWeakerOnesBeforeItAlong) {
  // 0.04 > 0.05/2, but 0.045 <= 0.05.
  EXPECT_EQ(false_discovery_control(std::vector<double>{0.045, 0.04}, 0.05), (Flags{true, true}));
}

TEST(FalseDiscovery, KeepsTheOrderGiven) {
  EXPECT_EQ(false_discovery_control(std::vector<double>{0.9, 0.001, 0.8}, 0.05),
            (Flags{false, true, false}));
}

TEST(FalseDiscovery, TheLimitItselfPasses) {
  EXPECT_EQ(false_discovery_control(std::vector<double>{0.05}, 0.05), (Flags{true}));
  EXPECT_EQ(false_discovery_control(std::vector<double>{0.0500001}, 0.05), (Flags{false}));
  EXPECT_TRUE(false_discovery_control(std::vector<double>{}, 0.05).empty());
}

}  // namespace
}  // namespace steelyard
