#pragma once

#include <functional>
#include <span>
#include <string>

#include "harness/comm/communicator.hpp"

namespace steelyard::comm {

/// One question to a remote clock: local time when asked, what it answered, local time when the
/// answer was there. Seconds.
struct ClockExchange {
  double sent = 0;
  double remote = 0;
  double received = 0;
};

/// remote = local + seconds, wrong by at most `uncertainty`.
struct ClockOffset {
  double seconds = 0;
  double uncertainty = 0;
};

/// The estimate of the exchange with the shortest round trip: the remote clock was read at an
/// unknown moment of the round trip, so its middle is wrong by at most half of it (Cristian 1989).
/// `exchanges` is not empty.
ClockOffset best_offset(std::span<const ClockExchange> exchanges);

/// A clock of this process and who shares it: ranks whose `identity` is equal read the same clock.
struct LocalClock {
  std::string identity;
  std::function<double()> seconds;
};

/// CLOCK_MONOTONIC, shared by all processes of one boot of one kernel and one time namespace,
/// whatever their host names are.
LocalClock monotonic_clock();

/// The offset to the clock of rank 0. Collective. One rank of each clock asks `exchanges` times
/// (at least once), one clock after the other; ranks that share it take over its answer.
ClockOffset measure_clock_offset(Communicator& comm, const LocalClock& clock, int exchanges);

}  // namespace steelyard::comm
