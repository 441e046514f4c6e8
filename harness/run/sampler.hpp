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

/// Times iterations of prepared cases, one batch at a time, in one of the three ways of Timing.
/// Every rank has one and all run the same batches. One sampler serves any number of cases and
/// visits, one after the other: its memory and its events are made once.
///
/// Between batches anything may happen. Within a batch there is only the case's own work, the
/// clock, and a store that tells the watchdog how far it is: no allocation, no lock, no virtual
/// call, and no memory that was never touched.
///
/// A rank on which an iteration throws stays in the batch to its end, so that the others are not
/// left waiting in a collective; the first exception is rethrown after the batch.
class Sampler {
 public:
  virtual ~Sampler() = default;

  /// Runs `count` iterations, numbered from `first`; at most as many as the sampler was made for.
  /// The returned seconds are this rank's, valid until the next call. Collective.
  std::span<const double> run(PreparedCase& prepared, std::uint64_t first, std::size_t count);
  /// For the last batch: 1 where this rank missed the common start (latency mode); else empty.
  virtual std::span<const std::uint8_t> late() const { return {}; }
  /// What is recorded as the timing: "device-events", "latency", "latency-barrier", "pipelined".
  virtual std::string description() const = 0;
  /// Median seconds that this timer measures where nothing happens.
  virtual double overhead_seconds() = 0;
  /// The slowest rank's typical time of one iteration of the case at hand, for timers that must
  /// plan ahead.
  virtual void expect(double /*seconds*/) {}

 protected:
  Sampler(CaseContext& context, std::size_t max_batch) : context_(context), seconds_(max_batch) {}
  /// Times iterations `first`, `first` + 1, ..., one for each element of `seconds`. Must not throw
  /// for a failed iteration: see guarded().
  virtual void sample(const Iteration& iteration, std::uint64_t first,
                      std::span<double> seconds) = 0;
  /// Runs one iteration and keeps its exception for later.
  void guarded(const Iteration& iteration, std::uint64_t number) noexcept {
    where_.begin_iteration(number);
    try {
      iteration(number);
    } catch (...) {
      if (!first_failure_) first_failure_ = std::current_exception();
    }
  }

  CaseContext& context_;

 private:
  std::vector<double> seconds_;
  Whereabouts& where_ = Whereabouts::of_this_thread();
  std::exception_ptr first_failure_;
};

/// `on_host`: the case's iteration ends on the host (MPI), so host clocks time it; else device
/// events or a host clock around a synchronised stream. `max_batch`: most iterations of one run().
std::unique_ptr<Sampler> make_sampler(Timing timing, bool on_host, CaseContext& context,
                                      const comm::GlobalClock& clock, std::size_t max_batch);

}  // namespace steelyard::run
