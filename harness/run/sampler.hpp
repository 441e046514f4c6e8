#pragma once

#include <cstdint>
#include <exception>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "harness/comm/global_clock.hpp"
#include "harness/core/whereabouts.hpp"
#include "harness/run/workload.hpp"

namespace steelyard::run {

/// Times iterations of a prepared case, one batch at a time, in one of the three ways of Timing.
/// Every rank has one and all run the same batches. Between batches anything may happen; within a
/// batch there is only the case's own work and the clock: memory is set aside beforehand.
///
/// A rank on which an iteration throws stays in the batch to its end, so that the others are not
/// left waiting in a collective; the first exception is rethrown after the batch.
class Sampler {
 public:
  virtual ~Sampler() = default;

  /// Runs `count` iterations, numbered from `first`. The returned seconds are this rank's, valid
  /// until the next call. Collective.
  std::span<const double> run(PreparedCase& prepared, std::uint64_t first, std::size_t count);
  /// For the last batch: 1 where this rank missed the common start (latency mode); else empty.
  virtual std::span<const std::uint8_t> late() const { return {}; }
  /// What is recorded as the timing: "device-events", "latency", "latency-barrier", "pipelined".
  virtual std::string description() const = 0;
  /// Median seconds that this timer measures where nothing happens.
  virtual double overhead_seconds() = 0;
  /// The slowest rank's typical time of one iteration, for timers that must plan ahead.
  virtual void expect(double /*seconds*/) {}

 protected:
  explicit Sampler(CaseContext& context) : context_(context) {}
  /// Fills seconds_ (already of size `count`). Must not throw for a failed iteration: see
  /// guarded().
  virtual void sample(PreparedCase& prepared, std::uint64_t first) = 0;
  /// Enqueues one iteration and keeps its exception for later.
  void guarded(PreparedCase& prepared, std::uint64_t iteration) noexcept;

  CaseContext& context_;
  std::vector<double> seconds_;

 private:
  Whereabouts& where_ = Whereabouts::of_this_thread();
  std::exception_ptr first_failure_;
};

/// `on_host`: the case's iteration ends on the host (MPI), so host clocks time it; else device
/// events or a host clock around a synchronised stream.
std::unique_ptr<Sampler> make_sampler(Timing timing, bool on_host, CaseContext& context,
                                      const comm::GlobalClock& clock, std::size_t max_batch);

}  // namespace steelyard::run
