#include "harness/run/step_log.hpp"

#include <gtest/gtest.h>

#include <future>
#include <thread>

#include "harness/core/clock.hpp"

namespace steelyard::run {
namespace {

TEST(StepLog, BeginsIdle) {
  const StepLog log;
  EXPECT_FALSE(log.overdue_at().has_value());
  EXPECT_EQ(log.standing().steps, 0u);
}

TEST(StepLog, SaysWhenAStepIsOverdue) {
  StepLog log;
  const double before = monotonic_seconds();
  const double at = log.begin("case", "sample", 60);
  EXPECT_GE(at, before + 60);
  EXPECT_LE(at, monotonic_seconds() + 60);
  EXPECT_EQ(log.overdue_at(), at);
  log.idle();
  EXPECT_FALSE(log.overdue_at().has_value());
}

TEST(StepLog, KnowsThePresentStepAndTheLastOne) {
  StepLog log;
  log.set_rank("rank 3");
  log.begin("a", "prepare", 5);
  EXPECT_EQ(log.standing().last_step, "");
  log.begin("b", "verify", 7);
  const Standing standing = log.standing();
  EXPECT_EQ(standing.rank, "rank 3");
  EXPECT_EQ(standing.case_name, "b");
  EXPECT_EQ(standing.step, "verify");
  EXPECT_EQ(standing.last_step, "prepare");
  EXPECT_EQ(standing.allowed_seconds, 7);
  EXPECT_EQ(standing.steps, 2u);
  EXPECT_GE(standing.seconds, 0);
  log.idle();
  EXPECT_EQ(log.standing().last_step, "verify");
}

TEST(StepLog, RemembersTheLongestTimeOfAStep) {
  StepLog log;
  log.begin("a", "sample", 5);
  EXPECT_EQ(log.standing().usual_seconds, 0);
  log.begin("a", "gather", 5);
  EXPECT_EQ(log.standing().usual_seconds, 0);
  log.begin("a", "sample", 5);
  const double usual = log.standing().usual_seconds;
  EXPECT_GT(usual, 0);
  // The present step counts only when it is over.
  while (log.standing().seconds <= usual) std::this_thread::yield();
  EXPECT_EQ(log.standing().usual_seconds, usual);
  log.idle();
  log.begin("a", "sample", 5);
  EXPECT_GT(log.standing().usual_seconds, usual);
}

TEST(StepLog, SeesTheCallThatItsThreadIsIn) {
  StepLog log;
  log.begin("a", "sample", 5);
  Whereabouts::of_this_thread().begin_iteration(4);
  const auto seen_elsewhere = [&] {
    return std::async(std::launch::async, [&] { return log.standing(); }).get();
  };
  {
    const InCall outer("MPI_Allgather", Waits::for_others);
    EXPECT_EQ(seen_elsewhere().call, "MPI_Allgather");
    EXPECT_TRUE(seen_elsewhere().waits);
    EXPECT_EQ(seen_elsewhere().iterations, 4u);
  }
  EXPECT_EQ(seen_elsewhere().call, "");
  EXPECT_FALSE(seen_elsewhere().waits);
  {
    const InCall device("filling memory", Waits::for_the_device);
    EXPECT_FALSE(seen_elsewhere().waits);
  }
  log.begin("a", "gather", 5);
  EXPECT_EQ(log.standing().iterations, 0u);
}

TEST(InCall, GivesBackTheCallAroundIt) {
  const InCall outer("all-reduce", Waits::for_others);
  { const InCall inner("copying", Waits::for_the_device); }
  EXPECT_STREQ(Whereabouts::of_this_thread().call(), "all-reduce");
  EXPECT_TRUE(Whereabouts::of_this_thread().waits_for_others());
}

}  // namespace
}  // namespace steelyard::run
