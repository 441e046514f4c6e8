#include "harness/run/sampler.hpp"

#include "harness/core/clock.hpp"
#include "harness/core/error.hpp"
#include "harness/core/statistics/quantiles.hpp"
#include "harness/run/latency_sampler.hpp"

namespace steelyard::run {
namespace {

constexpr std::size_t overhead_readings = 101;

std::vector<device::Event> make_events(device::Device& device, std::size_t count) {
  std::vector<device::Event> events;
  events.reserve(count);
  for (std::size_t i = 0; i < count; ++i) events.emplace_back(device);
  return events;
}

/// A pair of events around each iteration, everything enqueued before anything is waited for.
class DeviceEventSampler final : public Sampler {
 public:
  DeviceEventSampler(CaseContext& context, std::size_t max_batch)
      : Sampler(context, max_batch), events_(make_events(context.device, 2 * max_batch)) {}
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
  void sample(const Iteration& iteration, std::uint64_t first, std::span<double> seconds) override {
    for (std::size_t i = 0; i < seconds.size(); ++i) {
      events_[2 * i].record(context_.stream);
      guarded(iteration, first + i);
      events_[2 * i + 1].record(context_.stream);
    }
    context_.stream.synchronize();
    for (std::size_t i = 0; i < seconds.size(); ++i) {
      seconds[i] = events_[2 * i + 1].seconds_since(events_[2 * i]);
    }
  }

  std::vector<device::Event> events_;
};

/// Back to back on the device: one event between neighbours, so nothing stands between iterations.
class PipelinedDeviceSampler final : public Sampler {
 public:
  PipelinedDeviceSampler(CaseContext& context, std::size_t max_batch)
      : Sampler(context, max_batch), events_(make_events(context.device, max_batch + 1)) {}
  std::string description() const override { return std::string(name(Timing::pipelined)); }
  double overhead_seconds() override { return 0; }  // neighbours share the event between them

 private:
  void sample(const Iteration& iteration, std::uint64_t first, std::span<double> seconds) override {
    context_.comm.barrier();
    events_[0].record(context_.stream);
    for (std::size_t i = 0; i < seconds.size(); ++i) {
      guarded(iteration, first + i);
      events_[i + 1].record(context_.stream);
    }
    context_.stream.synchronize();
    for (std::size_t i = 0; i < seconds.size(); ++i) {
      seconds[i] = events_[i + 1].seconds_since(events_[i]);
    }
  }

  std::vector<device::Event> events_;
};

/// Back to back on the host: one clock reading between neighbours.
class PipelinedHostSampler final : public Sampler {
 public:
  PipelinedHostSampler(CaseContext& context, std::size_t max_batch) : Sampler(context, max_batch) {}
  std::string description() const override { return std::string(name(Timing::pipelined)); }
  double overhead_seconds() override {
    std::vector<double> readings(overhead_readings);
    std::int64_t before = monotonic_nanoseconds();
    for (double& reading : readings) {
      const std::int64_t now = monotonic_nanoseconds();
      reading = static_cast<double>(now - before) * 1e-9;
      before = now;
    }
    return median(readings);
  }

 private:
  void sample(const Iteration& iteration, std::uint64_t first, std::span<double> seconds) override {
    context_.comm.barrier();
    std::int64_t before = monotonic_nanoseconds();
    for (std::size_t i = 0; i < seconds.size(); ++i) {
      guarded(iteration, first + i);
      const std::int64_t now = monotonic_nanoseconds();
      seconds[i] = static_cast<double>(now - before) * 1e-9;
      before = now;
    }
  }
};

}  // namespace

std::span<const double> Sampler::run(PreparedCase& prepared, std::uint64_t first,
                                     std::size_t count) {
  STEELYARD_ASSERT(count <= seconds_.size());
  const std::span<double> seconds = std::span(seconds_).first(count);
  first_failure_ = nullptr;
  sample(prepared.iteration(), first, seconds);
  if (first_failure_) std::rethrow_exception(first_failure_);
  return seconds;
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
