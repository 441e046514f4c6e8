#include "harness/run/sampler.hpp"

#include "harness/core/clock.hpp"
#include "harness/core/statistics/quantiles.hpp"
#include "harness/run/latency_sampler.hpp"

namespace steelyard::run {
namespace {

constexpr std::size_t overhead_readings = 101;

/// A pair of events around each iteration, everything enqueued before anything is waited for.
class DeviceEventSampler final : public Sampler {
 public:
  DeviceEventSampler(CaseContext& context, std::size_t max_batch) : Sampler(context) {
    for (std::size_t i = 0; i < 2 * max_batch; ++i) events_.emplace_back(context.device);
    seconds_.reserve(max_batch);
  }
  std::string description() const override { return std::string(name(Timing::device_events)); }
  double overhead_seconds() override {
    std::vector<double> readings;
    for (std::size_t i = 0; i < overhead_readings; ++i) {
      events_[0].record(context_.stream);
      events_[1].record(context_.stream);
      context_.stream.synchronize();
      readings.push_back(events_[1].seconds_since(events_[0]));
    }
    return median(readings);
  }

 private:
  void sample(PreparedCase& prepared, std::uint64_t first) override {
    const std::size_t count = seconds_.size();
    for (std::size_t i = 0; i < count; ++i) {
      events_[2 * i].record(context_.stream);
      guarded(prepared, first + i);
      events_[2 * i + 1].record(context_.stream);
    }
    context_.stream.synchronize();
    for (std::size_t i = 0; i < count; ++i) {
      seconds_[i] = events_[2 * i + 1].seconds_since(events_[2 * i]);
    }
  }

  std::vector<device::Event> events_;
};

/// Back to back on the device: one event between neighbours, so nothing stands between iterations.
class PipelinedDeviceSampler final : public Sampler {
 public:
  PipelinedDeviceSampler(CaseContext& context, std::size_t max_batch) : Sampler(context) {
    for (std::size_t i = 0; i <= max_batch; ++i) events_.emplace_back(context.device);
    seconds_.reserve(max_batch);
  }
  std::string description() const override { return std::string(name(Timing::pipelined)); }
  double overhead_seconds() override { return 0; }  // neighbours share the event between them

 private:
  void sample(PreparedCase& prepared, std::uint64_t first) override {
    const std::size_t count = seconds_.size();
    context_.comm.barrier();
    events_[0].record(context_.stream);
    for (std::size_t i = 0; i < count; ++i) {
      guarded(prepared, first + i);
      events_[i + 1].record(context_.stream);
    }
    context_.stream.synchronize();
    for (std::size_t i = 0; i < count; ++i) {
      seconds_[i] = events_[i + 1].seconds_since(events_[i]);
    }
  }

  std::vector<device::Event> events_;
};

/// Back to back on the host: one clock reading between neighbours.
class PipelinedHostSampler final : public Sampler {
 public:
  PipelinedHostSampler(CaseContext& context, std::size_t max_batch) : Sampler(context) {
    seconds_.reserve(max_batch);
  }
  std::string description() const override { return std::string(name(Timing::pipelined)); }
  double overhead_seconds() override {
    std::vector<double> readings(overhead_readings);
    double before = monotonic_seconds();
    for (double& reading : readings) {
      const double now = monotonic_seconds();
      reading = now - before;
      before = now;
    }
    return median(readings);
  }

 private:
  void sample(PreparedCase& prepared, std::uint64_t first) override {
    context_.comm.barrier();
    double before = monotonic_seconds();
    for (std::size_t i = 0; i < seconds_.size(); ++i) {
      guarded(prepared, first + i);
      const double now = monotonic_seconds();
      seconds_[i] = now - before;
      before = now;
    }
  }
};

}  // namespace

std::span<const double> Sampler::run(PreparedCase& prepared, std::uint64_t first,
                                     std::size_t count) {
  seconds_.resize(count);
  first_failure_ = nullptr;
  sample(prepared, first);
  if (first_failure_) std::rethrow_exception(first_failure_);
  return seconds_;
}

void Sampler::guarded(PreparedCase& prepared, std::uint64_t iteration) noexcept {
  where_.begin_iteration(iteration);
  try {
    prepared.enqueue(iteration);
  } catch (...) {
    if (!first_failure_) first_failure_ = std::current_exception();
  }
}

std::unique_ptr<Sampler> make_sampler(Timing timing, bool on_host, CaseContext& context,
                                      const comm::GlobalClock& clock, std::size_t max_batch) {
  switch (timing) {
    case Timing::device_events:
      return std::make_unique<DeviceEventSampler>(context, max_batch);
    case Timing::latency:
      return make_latency_sampler(on_host, context, clock, max_batch);
    case Timing::pipelined:
      break;
  }
  if (on_host) return std::make_unique<PipelinedHostSampler>(context, max_batch);
  return std::make_unique<PipelinedDeviceSampler>(context, max_batch);
}

}  // namespace steelyard::run
