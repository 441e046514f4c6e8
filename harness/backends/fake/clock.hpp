#pragma once

#include <cstdint>
#include <random>

#include "harness/backends/fake/script.hpp"

namespace steelyard::fake {

/// The time of one device. Virtual: it passes only by the work that the device does, as long as
/// the script's speeds say, so that a test of hours takes as long as its arithmetic. With
/// `host_clock` it is the host's clock, and speeds have no effect.
class Clock {
 public:
  explicit Clock(const Script& script);

  double now() const;
  /// Lets the time pass that this work takes on one queue: the slower of arithmetic and memory.
  void work(double operations, double bytes);
  void pass(double seconds);
  /// Lets the time pass that a message takes: `hops` times the latency, and `bytes` over one link.
  void transfer(double hops, double bytes);
  /// Waits for a device whose clock shows `moment`. Clocks of the host agree anyway.
  void meet(double moment);
  /// By how much this piece of work takes longer than the script's speeds say: noise, drift, slow.
  double slowdown();

 private:
  Script script_;
  double now_ = 0;
  std::mt19937_64 generator_;
  std::normal_distribution<double> normal_;
};

}  // namespace steelyard::fake
