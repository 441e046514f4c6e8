#include "harness/run/deadline.hpp"

#include <gtest/gtest.h>

#include <future>

namespace steelyard::run {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

TEST(Deadline, TellsWhichStepOfWhichCaseIsOverdue) {
  std::promise<Overdue> overdue;
  Deadline deadline([&](const Overdue& what) { overdue.set_value(what); });
  deadline.arm("matmul:m=1", "sample", 0.02);
  auto told = overdue.get_future();
  ASSERT_EQ(told.wait_for(seconds(30)), std::future_status::ready);
  const Overdue what = told.get();
  EXPECT_EQ(what.case_name, "matmul:m=1");
  EXPECT_EQ(what.step, "sample");
  EXPECT_EQ(what.allowed_seconds, 0.02);
}

TEST(Deadline, IsMovedByTheNextStep) {
  std::promise<Overdue> overdue;
  Deadline deadline([&](const Overdue& what) { overdue.set_value(what); });
  deadline.arm("case", "prepare", 3600);
  deadline.arm("case", "verify", 0.02);
  auto told = overdue.get_future();
  ASSERT_EQ(told.wait_for(seconds(30)), std::future_status::ready);
  EXPECT_EQ(told.get().step, "verify");
}

TEST(Deadline, IsSilentOnceDisarmed) {
  bool told = false;
  {
    Deadline deadline([&](const Overdue&) { told = true; });
    deadline.arm("case", "sample", 0.05);
    deadline.disarm();
    // Outlasts the deadline by waiting for another that is armed later and lasts longer.
    std::promise<void> later;
    Deadline other([&](const Overdue&) { later.set_value(); });
    other.arm("other", "sample", 0.2);
    later.get_future().wait();
  }
  EXPECT_FALSE(told);
}

TEST(Deadline, SpeaksOncePerStep) {
  int times = 0;
  std::promise<void> second;
  Deadline deadline([&](const Overdue& what) {
    if (++times == 2) second.set_value();
    (void)what;
  });
  deadline.arm("case", "one", 0.01);
  std::promise<void> later;
  Deadline other([&](const Overdue&) { later.set_value(); });
  other.arm("other", "wait", 0.2);
  later.get_future().wait();
  EXPECT_EQ(times, 1);
  deadline.arm("case", "two", 0.01);
  ASSERT_EQ(second.get_future().wait_for(seconds(30)), std::future_status::ready);
}

TEST(Deadline, EndsAtOnceWhileArmed) {
  Deadline deadline([](const Overdue&) { ADD_FAILURE() << "not overdue"; });
  deadline.arm("case", "sample", 3600);
}

}  // namespace
}  // namespace steelyard::run
