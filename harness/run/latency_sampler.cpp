#include "harness/run/latency_sampler.hpp"

#include <sched.h>

#include <algorithm>

#include "harness/core/clock.hpp"
#include "harness/core/statistics/quantiles.hpp"

namespace steelyard::run {
namespace {

/// Longer waits give the core to others (ranks may share cores); the last stretch spins.
constexpr double spin_seconds = 20e-6;
/// A start missed by more than this counts as late: well above one reading of the clock.
constexpr double late_seconds = 1e-6;
/// Windows are this many typical iterations long, and at least minimum_window_seconds.
constexpr double window_factor = 2;
constexpr double minimum_window_seconds = 20e-6;
/// With more late starts than this share of a batch, the next batch's windows are twice as long.
constexpr double late_share = 0.1;
/// Between agreeing on the first start and that start: covers the broadcast.
constexpr double lead_seconds = 200e-6;

class LatencySampler final : public Sampler {
 public:
  LatencySampler(bool on_host, CaseContext& context, const comm::GlobalClock& clock,
                 std::size_t max_batch)
      : Sampler(context), on_host_(on_host), clock_(clock) {
    seconds_.reserve(max_batch);
    late_.reserve(max_batch);
    uncertainty_ = comm::max_over_ranks(context.comm, clock.uncertainty_seconds());
  }

  std::string description() const override {
    return std::string(name(Timing::latency)) + (behind_barrier_ ? "-barrier" : "");
  }
  std::span<const std::uint8_t> late() const override { return late_; }

  void expect(double seconds) override {
    window_ = std::max(minimum_window_seconds, window_factor * seconds);
    behind_barrier_ = uncertainty_ > clock_error_limit * seconds;
  }

  double overhead_seconds() override {
    std::vector<double> readings(101);
    for (double& reading : readings) {
      const double start = clock_.now();
      reading = clock_.now() - start;
    }
    return median(readings);
  }

 private:
  void sample(PreparedCase& prepared, std::uint64_t first) override {
    late_.assign(seconds_.size(), 0);
    if (behind_barrier_) {
      sample_behind_barrier(prepared, first);
    } else {
      sample_in_windows(prepared, first);
    }
  }

  void sample_in_windows(PreparedCase& prepared, std::uint64_t first) {
    double start = context_.comm.rank() == 0 ? clock_.now() + lead_seconds : 0;
    context_.comm.broadcast(std::as_writable_bytes(std::span(&start, 1)));
    std::size_t late_count = 0;
    for (std::size_t i = 0; i < seconds_.size(); ++i, start += window_) {
      double begun = wait_until(start);
      const bool late = begun - start > late_seconds;
      if (late) {
        late_[i] = 1;
        ++late_count;
      } else {
        begun = start;
      }
      iterate(prepared, first + i);
      seconds_[i] = clock_.now() - begun;
    }
    const double share = static_cast<double>(late_count) / static_cast<double>(seconds_.size());
    if (comm::max_over_ranks(context_.comm, share) > late_share) window_ *= 2;
  }

  void sample_behind_barrier(PreparedCase& prepared, std::uint64_t first) {
    for (std::size_t i = 0; i < seconds_.size(); ++i) {
      context_.comm.barrier();
      const double start = monotonic_seconds();
      iterate(prepared, first + i);
      seconds_[i] = monotonic_seconds() - start;
    }
  }

  void iterate(PreparedCase& prepared, std::uint64_t iteration) {
    guarded(prepared, iteration);
    if (!on_host_) context_.stream.synchronize();
  }

  /// Returns the time at which the wait ended.
  double wait_until(double start) const {
    double now = clock_.now();
    while (now < start) {
      if (start - now > spin_seconds) ::sched_yield();
      now = clock_.now();
    }
    return now;
  }

  bool on_host_;
  const comm::GlobalClock& clock_;
  double uncertainty_ = 0;
  double window_ = 1e-3;
  bool behind_barrier_ = false;
  std::vector<std::uint8_t> late_;
};

}  // namespace

std::unique_ptr<Sampler> make_latency_sampler(bool on_host, CaseContext& context,
                                              const comm::GlobalClock& clock,
                                              std::size_t max_batch) {
  return std::make_unique<LatencySampler>(on_host, context, clock, max_batch);
}

}  // namespace steelyard::run
