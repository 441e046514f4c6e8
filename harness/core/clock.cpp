#include "harness/core/clock.hpp"

#include <algorithm>
#include <ctime>
#include <limits>

#include "harness/core/error.hpp"

namespace steelyard {
namespace {

timespec read(clockid_t clock) {
  timespec time{};
  STEELYARD_ASSERT(clock_gettime(clock, &time) == 0);
  return time;
}

double seconds_of(clockid_t clock) {
  const timespec time = read(clock);
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) * 1e-9;
}

}  // namespace

double monotonic_seconds() { return seconds_of(CLOCK_MONOTONIC); }

std::int64_t monotonic_nanoseconds() {
  constexpr std::int64_t per_second = 1'000'000'000;
  const timespec time = read(CLOCK_MONOTONIC);
  return std::int64_t{time.tv_sec} * per_second + time.tv_nsec;
}

std::int64_t monotonic_step_nanoseconds() {
  constexpr int readings = 1000;
  std::int64_t smallest = std::numeric_limits<std::int64_t>::max();
  std::int64_t before = monotonic_nanoseconds();
  for (int steps = 0; steps < readings;) {
    const std::int64_t now = monotonic_nanoseconds();
    if (now == before) continue;
    smallest = std::min(smallest, now - before);
    before = now;
    ++steps;
  }
  return smallest;
}

double process_cpu_seconds() { return seconds_of(CLOCK_PROCESS_CPUTIME_ID); }

double wall_clock_seconds() { return seconds_of(CLOCK_REALTIME); }

std::string utc_now() {
  const std::time_t now = std::time(nullptr);
  std::tm parts{};
  STEELYARD_ASSERT(gmtime_r(&now, &parts) != nullptr);
  char text[sizeof "2026-11-22T04:06:12Z"];
  STEELYARD_ASSERT(std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &parts) > 0);
  return text;
}

}  // namespace steelyard
