#pragma once

#include <cstdint>
#include <string>

namespace steelyard {

/// Seconds of the monotonic clock (CLOCK_MONOTONIC): never steps, same origin for all processes of
/// one host, unrelated between hosts.
double monotonic_seconds();

/// The same clock in whole nanoseconds, as the kernel counts it: what timed loops read. A double in
/// seconds loses nanoseconds on a host that has been up for months, and costs more.
std::int64_t monotonic_nanoseconds();

/// Smallest step seen between a thousand readings of it, in nanoseconds: what it resolves, or what
/// a reading costs, whichever is larger.
std::int64_t monotonic_step_nanoseconds();

/// CPU seconds used by this process, all threads.
double process_cpu_seconds();

/// Seconds since 1970 of the clock that says what time it is (CLOCK_REALTIME). It may step: only
/// for comparing the clocks of hosts.
double wall_clock_seconds();

/// The date and time now, "2026-11-22T04:06:12Z". Read the clock only through this for records.
std::string utc_now();

}  // namespace steelyard
