#pragma once

#include <cstdint>
#include <exception>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <utility>
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

  /// Takes `count` samples, each the mean of iterations_each() iterations, which are numbered from
  /// `first`; at most as many as the sampler was made for. The returned seconds are this rank's,
  /// valid until the next call. Collective.
  std::span<const double> run(PreparedCase& prepared, std::uint64_t first, std::size_t count);
  /// How many iterations back to back make one sample: more than one where an iteration is too
  /// short for the clock.
  virtual std::size_t iterations_each() const { return 1; }
  /// For the last batch: 1 where this rank missed the common start (latency mode); else empty.
  virtual std::span<const std::uint8_t> late() const { return {}; }
  /// What is recorded as the timing: "device-events", "latency", "latency-barrier", "pipelined".
  virtual std::string description() const = 0;
  /// Median seconds that this timer measures where nothing happens.
  virtual double overhead_seconds() = 0;
  /// Another case follows, of which nothing is known.
  virtual void forget() {}
  /// The slowest rank's typical time of one iteration of the case at hand, for timers that must
  /// plan ahead.
  virtual void expect(double /*seconds*/) {}

 protected:
  Sampler(CaseContext& context, std::size_t max_batch) : context_(context), seconds_(max_batch) {}
  /// Times iterations `first`, `first` + 1, ..., iterations_each() for each element of `seconds`.
  /// Must not throw for a failed iteration: see guarded().
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

/// How many iterations must be timed together so that the clock does not show in their mean.
/// Changes only when the present number is wrong by more than a factor of two, so that the samples
/// of a visit are alike.
class Grouping {
 public:
  /// `least_seconds`: what a sample must take.
  explicit Grouping(double least_seconds) : least_seconds_(least_seconds) {}
  void expect(double iteration_seconds);
  void forget() { iterations_ = 1; }
  std::size_t iterations() const { return iterations_; }

 private:
  double least_seconds_;
  std::size_t iterations_ = 1;
};

/// The samplers of a run: each is made when it is first needed, and kept.
class Samplers {
 public:
  /// `max_batch`: most samples of one Sampler::run().
  Samplers(CaseContext& context, const comm::GlobalClock& clock, std::size_t max_batch)
      : context_(context), clock_(clock), max_batch_(max_batch) {}
  /// Collective when it is made.
  Sampler& get(Timing timing, bool on_host);
  std::size_t max_batch() const { return max_batch_; }

 private:
  CaseContext& context_;
  const comm::GlobalClock& clock_;
  std::size_t max_batch_;
  std::map<std::pair<Timing, bool>, std::unique_ptr<Sampler>> made_;
};

/// `on_host`: the case's iteration ends on the host (MPI), so host clocks time it; else device
/// events or a host clock around a synchronised stream. `max_batch`: most iterations of one run().
std::unique_ptr<Sampler> make_sampler(Timing timing, bool on_host, CaseContext& context,
                                      const comm::GlobalClock& clock, std::size_t max_batch);

}  // namespace steelyard::run
