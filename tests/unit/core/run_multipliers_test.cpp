#include "harness/core/statistics/run_multipliers.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "harness/core/statistics/resample_stream.hpp"

namespace steelyard {
namespace {

using Logs = std::vector<std::optional<double>>;

RunMultipliers three_runs(int resamples) {
  RunMultipliers multipliers(3, resamples);
  for (std::size_t k = 0; k < 3; ++k) multipliers.draw(k, 10 + k);
  return multipliers;
}

TEST(RunMultipliers, AreWhatTheirDefinitionSays) {
  const LogResamples mean = three_runs(200).mean(Logs{1.0, 2.0, 6.0});
  EXPECT_EQ(mean.freedom, 2);
  ASSERT_EQ(mean.deviations.size(), 200u);
  for (std::size_t b = 0; b < 200; ++b) {
    const double sum = ResampleStream(10, b).normal(0) * -2 + ResampleStream(11, b).normal(0) * -1 +
                       ResampleStream(12, b).normal(0) * 3;
    EXPECT_NEAR(mean.deviations[b], sum / std::sqrt(6), 1e-12);
  }
}

TEST(RunMultipliers, LeaveOutRunsWithoutAValue) {
  const LogResamples mean = three_runs(50).mean(Logs{1.0, std::nullopt, 3.0});
  EXPECT_EQ(mean.freedom, 1);
  for (std::size_t b = 0; b < 50; ++b) {
    const double sum = ResampleStream(12, b).normal(0) - ResampleStream(10, b).normal(0);
    EXPECT_NEAR(mean.deviations[b], sum / std::sqrt(2), 1e-12);
  }
}

TEST(RunMultipliers, ScatterAsTheMeanDoes) {
  const LogResamples mean = three_runs(20000).mean(Logs{1.0, 2.0, 6.0});
  // s^2 = 7, K = 3.
  EXPECT_NEAR(variance_of(mean.deviations), 7.0 / 3, 0.05);
}

TEST(RunMultipliers, MoveAllCasesOfARunAlike) {
  const RunMultipliers multipliers = three_runs(20);
  const LogResamples one = multipliers.mean(Logs{1.0, 2.0, 6.0});
  const LogResamples shifted = multipliers.mean(Logs{11.0, 12.0, 16.0});
  for (std::size_t b = 0; b < 20; ++b) {
    EXPECT_NEAR(one.deviations[b], shifted.deviations[b], 1e-9);
  }
}

TEST(RunMultipliersDeathTest, NeedTwoRuns) {
  EXPECT_DEATH(three_runs(5).mean(Logs{1.0, std::nullopt, std::nullopt}), "broken invariant");
  EXPECT_DEATH(RunMultipliers(3, 0), "broken invariant");
}

}  // namespace
}  // namespace steelyard
