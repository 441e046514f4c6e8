#include "harness/run/latency_sampler.hpp"

#include <sched.h>

#include <algorithm>
#include <cmath>

#include "harness/core/clock.hpp"
#include "harness/core/statistics/quantiles.hpp"

namespace steelyard::run {
namespace {

using Nanoseconds = std::int64_t;

/// Longer waits give the core to others (ranks may share cores); the last stretch spins.
constexpr Nanoseconds spin = 20'000;
/// A start missed by more than this counts as late: well above one reading of the clock.
constexpr Nanoseconds late_limit = 1'000;
/// Windows are so many typical iterations long, and at least minimum_window.
constexpr double window_factor = 2;
/// While nothing is known of a case.
constexpr Nanoseconds first_window = 1'000'000;
constexpr Nanoseconds minimum_window = 20'000;
/// Between agreeing on the first start and that start: covers the broadcast.
constexpr Nanoseconds lead = 200'000;

double seconds_of(Nanoseconds time) { return static_cast<double>(time) * 1e-9; }

class LatencySampler final : public Sampler {
 public:
  LatencySampler(bool on_host, CaseContext& context, const comm::GlobalClock& clock,
                 std::size_t max_batch)
      : Sampler(context, max_batch), on_host_(on_host), clock_(clock), late_(max_batch) {
    uncertainty_ = comm::max_over_ranks(context.comm, clock.uncertainty_seconds());
  }

  std::string description() const override {
    return std::string(name(Timing::latency)) + (behind_barrier_ ? "-barrier" : "");
  }
  std::span<const std::uint8_t> late() const override { return std::span(late_).first(count_); }

  void forget() override {
    window_ = first_window;
    behind_barrier_ = false;
  }
  void expect(double seconds) override {
    window_ = std::max(minimum_window,
                       static_cast<Nanoseconds>(std::llround(window_factor * seconds * 1e9)));
    behind_barrier_ = uncertainty_ > clock_error_limit * seconds;
  }

  double overhead_seconds() override {
    std::vector<double> readings(101);
    for (double& reading : readings) {
      const Nanoseconds start = clock_.now_nanoseconds();
      reading = seconds_of(clock_.now_nanoseconds() - start);
    }
    return median(readings);
  }

 private:
  void sample(const Iteration& iteration, std::uint64_t first, std::span<double> seconds) override {
    count_ = seconds.size();
    std::fill_n(late_.begin(), count_, std::uint8_t{0});
    if (behind_barrier_) {
      sample_behind_barrier(iteration, first, seconds);
    } else {
      sample_in_windows(iteration, first, seconds);
    }
  }

  void sample_in_windows(const Iteration& iteration, std::uint64_t first,
                         std::span<double> seconds) {
    Nanoseconds start = context_.comm.rank() == 0 ? clock_.now_nanoseconds() + lead : 0;
    context_.comm.broadcast(std::as_writable_bytes(std::span(&start, 1)));
    for (std::size_t i = 0; i < seconds.size(); ++i, start += window_) {
      Nanoseconds begun = wait_until(start);
      if (begun - start > late_limit) {
        late_[i] = 1;
      } else {
        begun = start;
      }
      complete(iteration, first + i);
      seconds[i] = seconds_of(clock_.now_nanoseconds() - begun);
    }
  }

  void sample_behind_barrier(const Iteration& iteration, std::uint64_t first,
                             std::span<double> seconds) {
    for (std::size_t i = 0; i < seconds.size(); ++i) {
      context_.comm.barrier();
      const Nanoseconds start = monotonic_nanoseconds();
      complete(iteration, first + i);
      seconds[i] = seconds_of(monotonic_nanoseconds() - start);
    }
  }

  void complete(const Iteration& iteration, std::uint64_t number) {
    guarded(iteration, number);
    if (!on_host_) context_.stream.synchronize();
  }

  /// Returns the time at which the wait ended.
  Nanoseconds wait_until(Nanoseconds start) const {
    Nanoseconds now = clock_.now_nanoseconds();
    while (now < start) {
      if (start - now > spin) ::sched_yield();
      now = clock_.now_nanoseconds();
    }
    return now;
  }

  bool on_host_;
  const comm::GlobalClock& clock_;
  double uncertainty_ = 0;
  Nanoseconds window_ = first_window;
  bool behind_barrier_ = false;
  std::vector<std::uint8_t> late_;
  std::size_t count_ = 0;  ///< of the last batch
};

}  // namespace

std::unique_ptr<Sampler> make_latency_sampler(bool on_host, CaseContext& context,
                                              const comm::GlobalClock& clock,
                                              std::size_t max_batch) {
  return std::make_unique<LatencySampler>(on_host, context, clock, max_batch);
}

}  // namespace steelyard::run
