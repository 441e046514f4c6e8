#include "harness/backends/cuda_shaped/stream.hpp"

#include <algorithm>
#include <chrono>
#include <thread>
#include <utility>

#include "harness/backends/cuda_shaped/companion.hpp"
#include "harness/backends/cuda_shaped/device.hpp"

namespace steelyard::cuda_shaped {
namespace {

using Clock = std::chrono::steady_clock;
constexpr std::chrono::milliseconds spin_time{2};
constexpr std::chrono::microseconds shortest_pause{20}, longest_pause{1000};

double seconds_since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

/// Before a handle is destroyed. A lost device cannot be made current, and has taken its handles
/// along: what destroys them then has nothing to say either.
void try_make_current(const Device& device) {
  static_cast<void>(device.runtime().call().set_device(device.index()));
}

}  // namespace

Event::Event(Device& device) : device_(device) {
  device.make_current();
  device.runtime().check(device.runtime().call().event_create(&event_), "EventCreate");
}

Event::~Event() {
  try_make_current(device_);
  device_.runtime().call().event_destroy(event_);
}

double Event::seconds_since(const Event& first) const {
  if (!recorded_ || !first.recorded_) {
    throw kit::Failure(SY_NOT_READY, "An event was not recorded.");
  }
  device_.make_current();
  const Runtime& runtime = device_.runtime();
  float milliseconds = 0;
  const int status = runtime.call().event_elapsed(&milliseconds, first.event_, event_);
  if (!runtime.ready(status, "EventElapsedTime")) {
    throw kit::Failure(SY_NOT_READY, "The work before an event is still running.");
  }
  // The resolution is half a microsecond; equal moments may come out as a tiny negative number.
  return std::max(0.0, static_cast<double>(milliseconds) * 1e-3);
}

Stream::Stream(Device& device) : device_(device) {
  device.make_current();
  device.runtime().check(
      device.runtime().call().stream_create(&stream_, device.vendor().non_blocking),
      device.vendor().stream_create_name);
}

Stream::~Stream() {
  part_from_companions();
  try_make_current(device_);
  device_.runtime().call().stream_destroy(stream_);
}

bool Stream::synchronize(double timeout_seconds) {
  bool done = false;
  try {
    done = await(timeout_seconds);
  } catch (const kit::Failure& failure) {
    throw_trouble(failure.what());
    throw;
  }
  throw_trouble("");
  if (done) part_from_companions();
  return done;
}

bool Stream::await(double timeout_seconds) {
  const Clock::time_point start = Clock::now();
  auto pause = shortest_pause;
  while (!idle()) {
    if (timeout_seconds > 0 && seconds_since(start) >= timeout_seconds) return false;
    if (Clock::now() - start < spin_time) {
      std::this_thread::yield();
      continue;
    }
    throw_trouble("");
    std::this_thread::sleep_for(pause);
    pause = std::min(2 * pause, longest_pause);
  }
  return true;
}

void Stream::depend_on(const std::shared_ptr<Companion>& companion) {
  if (std::ranges::find(companions_, companion) == companions_.end()) {
    companions_.push_back(companion);
  }
}

void Stream::part_from_companions() {
  for (const std::shared_ptr<Companion>& companion : std::exchange(companions_, {})) {
    companion->part_from(*this);
  }
}

/// Throws for the first companion in trouble, which is left behind then: it is told of once.
void Stream::throw_trouble(const char* also) {
  for (const std::shared_ptr<Companion>& companion : companions_) {
    std::string trouble = companion->trouble();
    if (trouble.empty()) continue;
    if (*also != '\0') trouble += std::string(" ") + also;
    companion->part_from(*this);
    companions_.erase(std::ranges::find(companions_, companion));
    throw kit::Failure(SY_FAILED, trouble);
  }
}

bool Stream::idle() {
  device_.make_current();
  return device_.runtime().ready(device_.runtime().call().stream_query(stream_), "StreamQuery");
}

void Stream::record(Event& event) {
  device_.make_current();
  device_.runtime().check(device_.runtime().call().event_record(event.event_, stream_),
                          "EventRecord");
  event.recorded_ = true;
}

void Stream::copy(void* to, const void* from, std::size_t bytes, int kind) {
  device_.make_current();
  const RuntimeFunctions& call = device_.runtime().call();
  const int status = call.copy_kind_stream != nullptr
                         ? call.copy_kind_stream(to, from, bytes, kind, stream_)
                         : call.copy_stream_kind(to, from, bytes, stream_, kind);
  device_.runtime().check(status, "MemcpyAsync");
}

void Stream::copy_to_device(void* device, const void* host, std::size_t bytes) {
  copy(device, host, bytes, device_.vendor().host_to_device);
}
void Stream::copy_to_host(void* host, const void* device, std::size_t bytes) {
  copy(host, device, bytes, device_.vendor().device_to_host);
}
void Stream::copy_on_device(void* to, const void* from, std::size_t bytes) {
  copy(to, from, bytes, device_.vendor().device_to_device);
}

void Stream::fill(void* device, std::uint8_t value, std::size_t bytes) {
  device_.make_current();
  device_.runtime().check(device_.runtime().call().fill(device, value, bytes, stream_),
                          "MemsetAsync");
}

}  // namespace steelyard::cuda_shaped
