#include "harness/comm/global_clock.hpp"

#include <cmath>

#include "harness/comm/clock_offset.hpp"
#include "harness/core/clock.hpp"

namespace steelyard::comm {

GlobalClock GlobalClock::synchronise(Communicator& comm, int exchanges) {
  const ClockOffset offset = measure_clock_offset(comm, monotonic_clock(), exchanges);
  return {offset.seconds, offset.uncertainty};
}

GlobalClock::GlobalClock(double offset, double uncertainty)
    : offset_(offset), offset_nanoseconds_(std::llround(offset * 1e9)), uncertainty_(uncertainty) {}

std::int64_t GlobalClock::now_nanoseconds() const {
  return monotonic_nanoseconds() + offset_nanoseconds_;
}

}  // namespace steelyard::comm
