#include "harness/run/visit_options.hpp"

#include <gtest/gtest.h>

#include "harness/run/runner.hpp"

namespace steelyard::run {
namespace {

const RunOptions options{
    .precision = 0.02, .max_samples = 77, .max_seconds = 5, .budget_seconds = 0};

TEST(VisitOptions, PassOnWhatTheRunAsksFor) {
  const VisitOptions visit = visit_options(options, 3, 4, false);
  EXPECT_EQ(visit.round, 3);
  EXPECT_EQ(visit.stopping.precision, 0.02);
  EXPECT_EQ(visit.stopping.maximum_samples, 77U);
  EXPECT_EQ(visit.stopping.maximum_seconds, 4);
  EXPECT_EQ(visit.probe_seconds, probe_seconds_beside(4));
}

TEST(VisitOptions, WarmUpLessWhereTheCaseIsWarm) {
  const VisitOptions cold = visit_options(options, 1, 4, false);
  const VisitOptions warm = visit_options(options, 2, 4, true);
  EXPECT_DOUBLE_EQ(cold.warmup.maximum_seconds, 2);
  EXPECT_EQ(cold.warmup.minimum_iterations, WarmupOptions{}.minimum_iterations);
  EXPECT_DOUBLE_EQ(warm.warmup.maximum_seconds, 0.4);
  EXPECT_EQ(warm.warmup.minimum_iterations, 1);
}

TEST(VisitOptions, LeaveAMillisecondWhereTheBudgetLeavesNone) {
  EXPECT_DOUBLE_EQ(visit_options(options, 1, 0, false).stopping.maximum_seconds, 1e-3);
  EXPECT_DOUBLE_EQ(visit_options(options, 1, 2e-3, false).stopping.maximum_seconds, 2e-3);
}

}  // namespace
}  // namespace steelyard::run
