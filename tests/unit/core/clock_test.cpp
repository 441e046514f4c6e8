#include "harness/core/clock.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <ctime>
#include <regex>

namespace steelyard {
namespace {

double chrono_seconds() {
  const auto now = std::chrono::steady_clock::now().time_since_epoch();
  return std::chrono::duration<double>(now).count();
}

TEST(Clock, MonotonicSecondsAreThoseOfTheSystemsMonotonicClock) {
  // libstdc++ reads CLOCK_MONOTONIC too, so ours must lie between two of its readings.
  const double before = chrono_seconds();
  const double ours = monotonic_seconds();
  const double after = chrono_seconds();

  EXPECT_LE(before, ours + 1e-6);
  EXPECT_LE(ours, after + 1e-6);
}

TEST(Clock, MonotonicNanosecondsAreThoseOfTheSameClock) {
  const auto chrono_nanoseconds = [] {
    const auto now = std::chrono::steady_clock::now().time_since_epoch();
    return std::chrono::duration_cast<std::chrono::nanoseconds>(now).count();
  };
  const std::int64_t before = chrono_nanoseconds();
  const std::int64_t ours = monotonic_nanoseconds();
  EXPECT_LE(before, ours);
  EXPECT_LE(ours, chrono_nanoseconds());
}

TEST(Clock, TheMonotonicClockStepsForwardByLessThanASecond) {
  const std::int64_t step = monotonic_step_nanoseconds();
  EXPECT_GT(step, 0);
  EXPECT_LT(step, 1'000'000'000);
}

TEST(Clock, MonotonicSecondsNeverStepBack) {
  double last = monotonic_seconds();
  for (int i = 0; i < 100000; ++i) {
    const double now = monotonic_seconds();
    ASSERT_GE(now, last);
    last = now;
  }
}

TEST(Clock, MonotonicSecondsResolveMicroseconds) {
  const double start = monotonic_seconds();
  double next = start;
  while (next == start) next = monotonic_seconds();
  EXPECT_LT(next - start, 1.0);
  EXPECT_NE(start, static_cast<double>(static_cast<long>(start)));
}

TEST(Clock, ProcessSecondsCountCpuTimeOfThisProcess) {
  const double before = static_cast<double>(std::clock()) / CLOCKS_PER_SEC;
  double ours = process_cpu_seconds();
  const double after = static_cast<double>(std::clock()) / CLOCKS_PER_SEC;

  EXPECT_LE(before, ours + 1e-5);
  EXPECT_LE(ours, after + 1e-5);
  const double start = ours;
  while (ours <= start) ours = process_cpu_seconds();
}

TEST(Clock, WallClockSecondsAreThoseOfTheSystemsClock) {
  const auto system_seconds = [] {
    return std::chrono::duration<double>(std::chrono::system_clock::now().time_since_epoch())
        .count();
  };
  const double before = system_seconds();
  const double ours = wall_clock_seconds();
  EXPECT_LE(before, ours + 1e-5);
  EXPECT_LE(ours, system_seconds() + 1e-5);
}

TEST(Clock, UtcNowIsAnIsoDateOfTheSystemClock) {
  const std::time_t before = std::time(nullptr);
  const std::string text = utc_now();
  const std::time_t after = std::time(nullptr);

  ASSERT_TRUE(std::regex_match(text, std::regex(R"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ)"))) << text;
  std::tm parts{};
  ASSERT_NE(strptime(text.c_str(), "%Y-%m-%dT%H:%M:%SZ", &parts), nullptr);
  const std::time_t parsed = timegm(&parts);
  EXPECT_GE(parsed, before);
  EXPECT_LE(parsed, after);
}

}  // namespace
}  // namespace steelyard
