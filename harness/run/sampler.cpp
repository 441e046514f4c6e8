#include "harness/run/sampler.hpp"

#include <algorithm>
#include <cmath>

#include "harness/core/clock.hpp"
#include "harness/core/error.hpp"
#include "harness/core/statistics/quantiles.hpp"
#include "harness/run/latency_sampler.hpp"

namespace steelyard::run {
namespace {

constexpr std::size_t overhead_readings = 101;
/// A thousand steps of the clocks of common hosts, which advance by some 10 ns.
constexpr double least_host_sample_seconds = 10e-6;
/// Two hundred steps of the events of common accelerators, which advance by some 0.5 us.
constexpr double least_device_sample_seconds = 100e-6;

std::vector<device::Event> make_events(device::Device& device, std::size_t count) {
  std::vector<device::Event> events;
  events.reserve(count);
  for (std::size_t i = 0; i < count; ++i) events.emplace_back(device);
  return events;
}

/// A pair of events around each iteration, everything enqueued before anything is waited for.
class DeviceEventSampler final : public Sampler {
 public:
  DeviceEventSampler(CaseContext& context, std::size_t max_batch, Timing timing)
      : Sampler(context, max_batch),
        events_(make_events(context.device, 2 * max_batch)),
        timing_(timing) {}
  std::string description() const override { return std::string(name(timing_)); }
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
  Timing timing_;
};

/// Back to back on the device: one event between samples, so nothing stands between iterations.
class PipelinedDeviceSampler final : public Sampler {
 public:
  PipelinedDeviceSampler(CaseContext& context, std::size_t max_batch)
      : Sampler(context, max_batch), events_(make_events(context.device, max_batch + 1)) {}
  std::string description() const override { return std::string(name(Timing::pipelined)); }
  double overhead_seconds() override { return 0; }  // neighbours share the event between them
  void forget() override { group_.forget(); }
  void expect(double seconds) override { group_.expect(seconds); }
  std::size_t iterations_each() const override { return group_.iterations(); }

 private:
  void sample(const Iteration& iteration, std::uint64_t first, std::span<double> seconds) override {
    context_.comm.barrier();
    const std::size_t each = group_.iterations();
    events_[0].record(context_.stream);
    for (std::size_t i = 0; i < seconds.size(); ++i) {
      for (std::size_t k = 0; k < each; ++k) guarded(iteration, first++);
      events_[i + 1].record(context_.stream);
    }
    context_.stream.synchronize();
    for (std::size_t i = 0; i < seconds.size(); ++i) {
      seconds[i] = events_[i + 1].seconds_since(events_[i]) / static_cast<double>(each);
    }
  }

  std::vector<device::Event> events_;
  Grouping group_{least_device_sample_seconds};
};

/// Back to back on the host: one clock reading between samples.
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
  void forget() override { group_.forget(); }
  void expect(double seconds) override { group_.expect(seconds); }
  std::size_t iterations_each() const override { return group_.iterations(); }

 private:
  void sample(const Iteration& iteration, std::uint64_t first, std::span<double> seconds) override {
    context_.comm.barrier();
    const std::size_t each = group_.iterations();
    const double per_iteration = 1e-9 / static_cast<double>(each);
    std::int64_t before = monotonic_nanoseconds();
    for (double& one : seconds) {
      for (std::size_t k = 0; k < each; ++k) guarded(iteration, first++);
      const std::int64_t now = monotonic_nanoseconds();
      one = static_cast<double>(now - before) * per_iteration;
      before = now;
    }
  }

  Grouping group_{least_host_sample_seconds};
};

}  // namespace

void Grouping::expect(double iteration_seconds) {
  if (!(iteration_seconds > 0)) return;
  const double wanted = std::max(1.0, std::ceil(least_seconds_ / iteration_seconds));
  const double present = static_cast<double>(iterations_);
  if (wanted > 2 * present || 2 * wanted < present) iterations_ = static_cast<std::size_t>(wanted);
}

Sampler& Samplers::get(Timing timing, bool on_host) {
  auto& sampler = made_[{timing, on_host}];
  if (!sampler) sampler = make_sampler(timing, on_host, context_, clock_, max_batch_);
  return *sampler;
}

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
      return std::make_unique<DeviceEventSampler>(context, max_batch, timing);
    case Timing::latency:
      // The ranks of a model begin together as it is, and the host's clock knows nothing of them.
      if (context.device.properties().modelled != 0) {
        return std::make_unique<DeviceEventSampler>(context, max_batch, timing);
      }
      return make_latency_sampler(on_host, context, clock, max_batch);
    case Timing::pipelined:
      break;
  }
  if (on_host) return std::make_unique<PipelinedHostSampler>(context, max_batch);
  return std::make_unique<PipelinedDeviceSampler>(context, max_batch);
}

}  // namespace steelyard::run
