#include "harness/core/statistics/moderated_variance.hpp"

#include <gtest/gtest.h>

#include <random>
#include <vector>

namespace steelyard {
namespace {

/// Variances of `runs` normal values with standard deviation `sigma`, by sums of squares.
std::vector<SampleVariance> variances(std::size_t cases, int runs, double sigma) {
  std::mt19937_64 generator(17);
  std::vector<SampleVariance> out;
  for (std::size_t i = 0; i < cases; ++i) {
    double sum = 0;
    double squares = 0;
    for (int run = 0; run < runs; ++run) {
      double value = -6;
      for (int k = 0; k < 12; ++k) value += static_cast<double>(generator() >> 11) * 0x1p-53;
      value *= sigma;
      sum += value;
      squares += value * value;
    }
    out.push_back({(squares - sum * sum / runs) / (runs - 1), runs - 1.0});
  }
  return out;
}

TEST(VariancePrior, FindsTheVarianceThatAllCasesShare) {
  const auto cases = variances(2000, 5, 3);
  const VariancePrior prior = variance_prior(cases, 2000);
  EXPECT_NEAR(prior.variance, 9, 0.6);
  EXPECT_GT(prior.degrees, 50);
}

TEST(VariancePrior, IsWorthLittleWhereCasesDiffer) {
  auto cases = variances(500, 5, 1);
  for (std::size_t i = 0; i < cases.size(); ++i) cases[i].variance *= i % 2 == 0 ? 1 : 400;
  const VariancePrior prior = variance_prior(cases, 500);
  EXPECT_LT(prior.degrees, 2);
  EXPECT_GT(prior.degrees, 0);
}

TEST(VariancePrior, IsWorthNoMoreThanIndependentCases) {
  const auto cases = variances(2000, 5, 3);
  EXPECT_DOUBLE_EQ(variance_prior(cases, 1).degrees, 4);
  EXPECT_DOUBLE_EQ(variance_prior(cases, 2.5).degrees, 10);
}

TEST(VariancePrior, IsNothingWithoutCases) {
  EXPECT_EQ(variance_prior({}, 1).degrees, 0);
  EXPECT_EQ(variance_prior(std::vector<SampleVariance>{{0, 4}, {3, 0}}, 1).degrees, 0);
  EXPECT_EQ(variance_prior(std::vector<SampleVariance>{{2, 4}}, 1).degrees, 0);
}

TEST(Moderated, IsTheMeanWeightedByDegrees) {
  const ModeratedVariance both = moderated({2, 3}, {8, 6});
  EXPECT_DOUBLE_EQ(both.variance, (6 * 8 + 3 * 2) / 9.0);
  EXPECT_DOUBLE_EQ(both.degrees, 9);
  EXPECT_DOUBLE_EQ(moderated({2, 3}, {}).variance, 2);
  EXPECT_DOUBLE_EQ(moderated({0, 0}, {8, 6}).variance, 8);
  EXPECT_EQ(moderated({}, {}).degrees, 0);
}

}  // namespace
}  // namespace steelyard
