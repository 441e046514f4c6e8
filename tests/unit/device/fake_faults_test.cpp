#include "harness/backends/fake/faults.hpp"

#include <gmock/gmock.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmath>
#include <csignal>
#include <thread>

#include "harness/core/clock.hpp"
#include "harness/device/backend_kit.hpp"

namespace steelyard::fake {
namespace {

Faults every_gemm(Fault::Kind kind, double seconds = 0) {
  return Faults({{kind, Call::gemm, 0, seconds}});
}

sy_status status_of(Fault::Kind kind) {
  try {
    every_gemm(kind).enter(Call::gemm);
  } catch (const kit::Failure& failure) {
    return failure.status();
  }
  return SY_OK;
}

TEST(FakeFaults, StrikeTheCallNamedAndItsNumber) {
  Faults faults({{Fault::Kind::fail, Call::gemm, 2, 0}, {Fault::Kind::wrong, Call::fill, 0, 0}});
  EXPECT_FALSE(faults.enter(Call::gemm));
  EXPECT_FALSE(faults.enter(Call::plan));
  EXPECT_THROW(faults.enter(Call::gemm), kit::Failure);
  EXPECT_FALSE(faults.enter(Call::gemm));
  EXPECT_TRUE(faults.enter(Call::fill));
  EXPECT_TRUE(faults.enter(Call::fill));
}

TEST(FakeFaults, HaveTheirStatus) {
  EXPECT_EQ(status_of(Fault::Kind::fail), SY_FAILED);
  EXPECT_EQ(status_of(Fault::Kind::out_of_memory), SY_OUT_OF_MEMORY);
  EXPECT_EQ(status_of(Fault::Kind::lost), SY_DEVICE_LOST);
}

TEST(FakeFaults, ThrowWhatIsNoException) {
  EXPECT_THROW(every_gemm(Fault::Kind::throws).enter(Call::gemm), int);
}

TEST(FakeFaults, SpoilOneElementForEverybodyToSee) {
  float floats[] = {1, 2, 3};
  spoil(floats, sizeof(floats));
  EXPECT_EQ(floats[1], 2);
  EXPECT_FALSE(std::abs(floats[2] - 3) < 1);
  std::int32_t integers[] = {1, 2, 3};
  spoil(integers, sizeof(integers));
  EXPECT_EQ(integers[1], 2);
  EXPECT_GT(std::abs(integers[2] - 3), 1000);
}

TEST(FakeFaults, MakeACallSlowAndThenLetItGoOn) {
  Faults faults = every_gemm(Fault::Kind::slow, 0.02);
  const double start = monotonic_seconds();
  EXPECT_FALSE(faults.enter(Call::gemm));
  EXPECT_GE(monotonic_seconds() - start, 0.02);
}

TEST(FakeFaults, EndAHangOnceTheCommunicatorIsAborted) {
  std::atomic<bool> aborted = false;
  Faults faults = every_gemm(Fault::Kind::hang);
  std::thread hung([&] { EXPECT_THROW(faults.enter(Call::gemm, &aborted), kit::Failure); });
  aborted = true;
  hung.join();
  Faults slow = every_gemm(Fault::Kind::slow, 3600);
  EXPECT_THROW(slow.enter(Call::gemm, &aborted), kit::Failure);
}

TEST(FakeFaultsDeathTest, EndTheProcess) {
  ::testing::FLAGS_gtest_death_test_style = "threadsafe";
  EXPECT_EXIT(every_gemm(Fault::Kind::die).enter(Call::gemm), ::testing::KilledBySignal(SIGKILL),
              "");
  EXPECT_EXIT(every_gemm(Fault::Kind::exit).enter(Call::gemm), ::testing::ExitedWithCode(3), "");
  EXPECT_EXIT(
      {
        std::signal(SIGSEGV, SIG_DFL);  // a sanitizer's handler would end the process in its way
        every_gemm(Fault::Kind::crash).enter(Call::gemm);
      },
      ::testing::KilledBySignal(SIGSEGV), "");
}

TEST(FakeFaults, StopTheProcessUntilItIsContinued) {
  const pid_t child = fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    every_gemm(Fault::Kind::stop).enter(Call::gemm);
    _exit(7);
  }
  int status = 0;
  ASSERT_EQ(waitpid(child, &status, WUNTRACED), child);
  EXPECT_TRUE(WIFSTOPPED(status));
  kill(child, SIGCONT);
  ASSERT_EQ(waitpid(child, &status, 0), child);
  EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 7);
}

}  // namespace
}  // namespace steelyard::fake
