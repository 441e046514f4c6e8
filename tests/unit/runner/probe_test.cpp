#include "harness/run/probe.hpp"

#include <gtest/gtest.h>

namespace steelyard::run {
namespace {

ProbeReading reading(double rate, double cpu = 1) {
  return {.rate = rate, .cpu_fraction = cpu, .steal_seconds = 0};
}

TEST(Disturbed, ToleratesTenPercent) {
  EXPECT_FALSE(disturbed(reading(100), reading(109)));
  EXPECT_FALSE(disturbed(reading(109), reading(100)));
}

TEST(Disturbed, SeesALargerDifferenceEitherWay) {
  EXPECT_TRUE(disturbed(reading(100), reading(112)));
  EXPECT_TRUE(disturbed(reading(112), reading(100)));
}

TEST(Disturbed, SeesCpuTakenBeforeOrAfter) {
  EXPECT_TRUE(disturbed(reading(100, 0.96), reading(100)));
  EXPECT_TRUE(disturbed(reading(100), reading(100, 0.96)));
  EXPECT_FALSE(disturbed(reading(100, 0.97), reading(100, 0.97)));
}

TEST(Disturbed, SaysNothingWithoutAProbe) { EXPECT_FALSE(disturbed(reading(0), reading(0))); }

}  // namespace
}  // namespace steelyard::run
