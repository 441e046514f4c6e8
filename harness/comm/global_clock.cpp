#include "harness/comm/global_clock.hpp"

#include "harness/comm/clock_offset.hpp"
#include "harness/core/clock.hpp"

namespace steelyard::comm {

GlobalClock GlobalClock::synchronise(Communicator& comm, int exchanges) {
  const ClockOffset offset = measure_clock_offset(comm, monotonic_clock(), exchanges);
  return {offset.seconds, offset.uncertainty};
}

double GlobalClock::now() const { return monotonic_seconds() + offset_; }

}  // namespace steelyard::comm
