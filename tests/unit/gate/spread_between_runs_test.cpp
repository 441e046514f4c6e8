#include "results/verdicts/gate/spread_between_runs.hpp"

#include <gtest/gtest.h>

#include <random>
#include <vector>

namespace steelyard::results {
namespace {

double nearly_normal(std::mt19937_64& generator) {
  double value = -6;
  for (int k = 0; k < 12; ++k) value += static_cast<double>(generator() >> 11) * 0x1p-53;
  return value;
}

TEST(SpreadBetweenRuns, PoolsTheGroupsAroundTheirOwnMeans) {
  const std::vector<UnchangedGroups> one{{{1, 3}, {10}, {20, 21, 22}}};
  const auto spread = spread_between_runs(one).front();
  EXPECT_DOUBLE_EQ(spread.degrees, 3);
  EXPECT_DOUBLE_EQ(spread.variance, (2.0 + 2.0) / 3);
}

TEST(SpreadBetweenRuns, IsUnknownForSingleRuns) {
  const std::vector<UnchangedGroups> one{{{1}, {10}, {}}};
  EXPECT_EQ(spread_between_runs(one).front().degrees, 0);
}

TEST(SpreadBetweenRuns, CasesSteadyOneAnother) {
  std::mt19937_64 generator(3);
  std::vector<UnchangedGroups> cases;
  for (int i = 0; i < 200; ++i) {
    cases.push_back({{nearly_normal(generator), nearly_normal(generator), nearly_normal(generator)},
                     {nearly_normal(generator)}});
  }
  for (const auto& each : spread_between_runs(cases)) {
    EXPECT_NEAR(each.variance, 1, 0.35);
    EXPECT_GT(each.degrees, 20);
  }
}

TEST(SpreadBetweenRuns, CasesThatMoveAsOneDoNot) {
  std::mt19937_64 generator(3);
  LogCosts nights;
  for (int i = 0; i < 4; ++i) nights.push_back(nearly_normal(generator));
  std::vector<UnchangedGroups> cases;
  for (int i = 0; i < 200; ++i) {
    LogCosts runs;
    for (const double night : nights) runs.push_back(night + 0.01 * nearly_normal(generator));
    cases.push_back({runs, {0.0}});
  }
  for (const auto& each : spread_between_runs(cases)) EXPECT_LT(each.degrees, 7);
}

TEST(SpreadBetweenRuns, ACaseWithoutRunsOfItsOwnTakesThatOfTheOthers) {
  std::mt19937_64 generator(3);
  std::vector<UnchangedGroups> cases;
  for (int i = 0; i < 50; ++i) {
    cases.push_back({{nearly_normal(generator), nearly_normal(generator)}});
  }
  cases.push_back({{0.5}});
  const auto last = spread_between_runs(cases).back();
  EXPECT_GT(last.degrees, 1);
  EXPECT_NEAR(last.variance, 1, 0.5);
}

}  // namespace
}  // namespace steelyard::results
