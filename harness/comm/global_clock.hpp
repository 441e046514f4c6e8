#pragma once

#include <cstdint>

#include "harness/comm/communicator.hpp"

namespace steelyard::comm {

/// The clock of rank 0, as seen from this rank: global = local + offset. Offsets are measured by
/// ping-pong: of many exchanges the one with the shortest round trip counts, and half of that round
/// trip bounds the error (Cristian 1989; Hunold & Carpen-Amarie 2015, ReproMPI). Ranks that share a
/// host share the clock.
class GlobalClock {
 public:
  /// Collective. Takes some milliseconds per rank.
  static GlobalClock synchronise(Communicator& comm, int exchanges = 100);

  /// Nanoseconds on rank 0's monotonic clock. Costs one clock read and one addition.
  std::int64_t now_nanoseconds() const;
  double offset_seconds() const { return offset_; }
  /// Bound on the error of offset_seconds().
  double uncertainty_seconds() const { return uncertainty_; }

 private:
  GlobalClock(double offset, double uncertainty);
  double offset_ = 0;
  std::int64_t offset_nanoseconds_ = 0;
  double uncertainty_ = 0;
};

}  // namespace steelyard::comm
