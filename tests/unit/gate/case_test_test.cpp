#include "results/verdicts/gate/case_test.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace steelyard::results {
namespace {

/// Standard error 0.01 with 10 degrees of freedom: 0.02^2 x (1/8 + 1/8) = 0.01^2.
CaseComparison comparison(double change) { return {0, change, 8, 8, {0.0004, 10}}; }

TEST(CaseTest, StandardErrorIsThatOfADifferenceOfMeans) {
  EXPECT_DOUBLE_EQ(comparison(0).standard_error(), 0.01);
  EXPECT_DOUBLE_EQ((CaseComparison{0, 0, 4, 1, {0.01, 3}}).standard_error(),
                   std::sqrt(0.01 * 1.25));
}

TEST(CaseTest, RatioIsThatOfRatesWithItsInterval) {
  const Interval ratio = rate_ratio(comparison(std::log(1.25)));
  EXPECT_NEAR(ratio.point, 0.8, 1e-12);
  const double reach = 2.228138852 * 0.01;  // t(0.975, 10)
  EXPECT_NEAR(ratio.low, 0.8 * std::exp(-reach), 1e-9);
  EXPECT_NEAR(ratio.high, 0.8 * std::exp(reach), 1e-9);
}

TEST(CaseTest, PValueIsHalfWhereTheLossIsTheFloor) {
  const double at_floor = -std::log(1 - 0.02);
  EXPECT_NEAR(loss_p_value(comparison(at_floor), 0.02), 0.5, 1e-12);
  EXPECT_NEAR(loss_p_value(comparison(at_floor + 0.01 * 1.812461123), 0.02), 0.05, 1e-9);
  EXPECT_NEAR(gain_p_value(comparison(-std::log(1.02)), 0.02), 0.5, 1e-12);
  EXPECT_NEAR(gain_p_value(comparison(-std::log(1.02) - 0.01 * 1.812461123), 0.02), 0.05, 1e-9);
  EXPECT_GT(loss_p_value(comparison(-0.05), 0.02), 0.99);
}

TEST(CaseTest, WithoutNoiseALossBeyondTheFloorIsCertain) {
  EXPECT_EQ(loss_p_value({0, 0.03, 1, 1, {0, 5}}, 0.02), 0);
  EXPECT_EQ(loss_p_value({0, 0.01, 1, 1, {0, 5}}, 0.02), 1);
}

TEST(CaseTest, DetectableLossIsFoundInFourOfFive) {
  const double loss = detectable_loss(comparison(0), 0.01, 0.05);
  const double reach = (1.812461123 + 0.879057829) * 0.01;  // t(0.95, 10) + t(0.8, 10)
  EXPECT_NEAR(loss, 1 - 0.99 * std::exp(-reach), 1e-9);
  EXPECT_GT(detectable_loss(comparison(0), 0.01, 0.001), loss);
  EXPECT_GT(detectable_loss(comparison(0), 0.02, 0.05), loss);
}

}  // namespace
}  // namespace steelyard::results
