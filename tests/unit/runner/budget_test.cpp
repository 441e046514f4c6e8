#include "harness/run/budget.hpp"

#include <gtest/gtest.h>

namespace steelyard::run {
namespace {

TEST(SamplingAllowance, IsWhatWasWantedWithoutABudget) {
  EXPECT_EQ(sampling_allowance({.budget_seconds = 0, .elapsed_seconds = 1e9}, 5), 5);
}

TEST(SamplingAllowance, IsWhatWasWantedWhileThereIsPlenty) {
  EXPECT_EQ(sampling_allowance({100, 10, 3, 1}, 5), 5);
}

TEST(SamplingAllowance, SharesWhatIsLeftAmongTheVisitsLeft) {
  // 90 s left for 30 visits of 1 s overhead: 3 s each, 2 s of it sampling.
  EXPECT_DOUBLE_EQ(sampling_allowance({100, 10, 30, 1}, 5), 2);
}

TEST(SamplingAllowance, IsZeroWhenTheOverheadTakesAllOfTheShare) {
  EXPECT_EQ(sampling_allowance({100, 90, 20, 1}, 5), 0);
}

TEST(SamplingAllowance, RefusesAVisitWhoseOverheadDoesNotFit) {
  EXPECT_LT(sampling_allowance({100, 99.5, 1, 1}, 5), 0);
  EXPECT_GE(sampling_allowance({100, 99, 1, 1}, 5), 0);
}

TEST(SamplingAllowance, RefusesAVisitAfterTheEnd) {
  EXPECT_LT(sampling_allowance({100, 100, 1, 0}, 5), 0);
  EXPECT_LT(sampling_allowance({100, 101, 1, 0}, 5), 0);
}

}  // namespace
}  // namespace steelyard::run
