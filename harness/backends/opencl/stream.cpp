#include "harness/backends/opencl/stream.hpp"

#include <array>
#include <utility>

#include "harness/backends/opencl/device.hpp"
#include "harness/backends/opencl/status.hpp"
#include "harness/core/clock.hpp"
#include "harness/device/kit/waiting.hpp"

namespace steelyard::opencl {

Marker::Marker(Queue queue) {
  check(api().enqueue_marker(queue, 0, nullptr, &handle_), "enqueue a marker");
}

Marker::~Marker() {
  if (handle_ != nullptr) api().release_event(handle_);
}

Marker::Marker(Marker&& other) noexcept : handle_(std::exchange(other.handle_, nullptr)) {}

Marker& Marker::operator=(Marker&& other) noexcept {
  std::swap(handle_, other.handle_);
  return *this;
}

bool Marker::is_complete() const {
  Int status = complete;
  check(api().get_event_info(handle_, info::event_status, sizeof(status), &status, nullptr),
        "ask for the state of a marker");
  check_execution(status);
  return status == complete;
}

std::uint64_t Marker::nanoseconds() const {
  std::uint64_t stamp = 0;
  check(api().get_profiling_info(handle_, info::profiling_end, sizeof(stamp), &stamp, nullptr),
        "read the time of a marker");
  return stamp;
}

void Event::require_complete() const {
  if (host_seconds_) return;
  if (!marker_) throw kit::Failure(SY_NOT_READY, "An event was never recorded.");
  if (!marker_.is_complete()) {
    throw kit::Failure(SY_NOT_READY, "The work before an event is still running.");
  }
}

double Event::seconds_since(const Event& first) const {
  require_complete();
  first.require_complete();
  // One device stamps all events in the same way.
  if (host_seconds_) return *host_seconds_ - first.host_seconds_.value();
  // Stamps are too large for the difference of two doubles to keep every nanosecond.
  const auto nanoseconds = static_cast<std::int64_t>(marker_.nanoseconds()) -
                           static_cast<std::int64_t>(first.marker_.nanoseconds());
  return static_cast<double>(nanoseconds) * 1e-9;
}

Stream::Stream(Device& device) : device_(device) {
  Int status = code::success;
  queue_ = api().create_queue(device.physical().context(), device.physical().id(),
                              device.stamps_markers() ? queue_profiling : 0, &status);
  check(status, "make a queue");
}

Stream::~Stream() {
  api().finish(queue_);
  api().release_queue(queue_);
}

Queue Stream::to_enqueue() {
  untouched_ = false;
  last_ = Marker();
  return queue_;
}

void Stream::finish() {
  const Int status = api().finish(queue_);
  if (status != code::success) check_execution(status);
  untouched_ = true;
  last_ = Marker();
}

bool Stream::idle() {
  if (untouched_) return true;
  if (!last_) {
    last_ = Marker(queue_);
    check(api().flush(queue_), "start what was enqueued");
  }
  if (!last_.is_complete()) return false;
  untouched_ = true;
  return true;
}

bool Stream::synchronize(double timeout_seconds) {
  if (timeout_seconds <= 0) {
    finish();
    return true;
  }
  // OpenCL cannot wait for a while.
  return kit::wait_within(timeout_seconds, [this] { return idle(); });
}

void Stream::record(Event& event) {
  if (device_.stamps_markers()) {
    event.host_seconds_.reset();
    event.marker_ = Marker(to_enqueue());
    // Else a driver may keep it until somebody waits, and stamp it late.
    check(api().flush(queue_), "start what was enqueued");
    return;
  }
  finish();
  event.host_seconds_ = monotonic_seconds();
}

void Stream::copy_to_device(void* device, const void* host, std::size_t bytes) {
  const Place to = device_.book().find(device, bytes);
  check(
      api().enqueue_write(to_enqueue(), to.buffer, 0, to.offset, bytes, host, 0, nullptr, nullptr),
      "copy to the device");
}

void Stream::copy_to_host(void* host, const void* device, std::size_t bytes) {
  const Place from = device_.book().find(device, bytes);
  check(api().enqueue_read(to_enqueue(), from.buffer, 0, from.offset, bytes, host, 0, nullptr,
                           nullptr),
        "copy to the host");
}

void Stream::copy_on_device(void* to, const void* from, std::size_t bytes) {
  const Place target = device_.book().find(to, bytes);
  const Place source = device_.book().find(from, bytes);
  check(api().enqueue_copy(to_enqueue(), source.buffer, target.buffer, source.offset, target.offset,
                           bytes, 0, nullptr, nullptr),
        "copy on the device");
}

void Stream::fill(void* device, std::uint8_t value, std::size_t bytes) {
  const Place place = device_.book().find(device, bytes);
  // Offset and size must be whole patterns; drivers are quicker with long ones.
  std::array<std::uint8_t, 16> pattern;
  pattern.fill(value);
  const std::size_t pattern_bytes =
      (place.offset | bytes) % pattern.size() == 0 ? pattern.size() : 1;
  check(api().enqueue_fill(to_enqueue(), place.buffer, pattern.data(), pattern_bytes, place.offset,
                           bytes, 0, nullptr, nullptr),
        "fill memory");
}

const Kernels& Stream::kernels(bool is_double) {
  std::unique_ptr<Kernels>& kernels = is_double ? of_double_ : of_float_;
  if (kernels == nullptr) kernels = std::make_unique<Kernels>(device_.physical(), is_double);
  return *kernels;
}

void Stream::enqueue(Kernel kernel, std::size_t count) {
  constexpr std::size_t group = 256;  // that any driver can divide as it likes
  enqueue(kernel, (count + group - 1) / group * group, 0);
}

void Stream::enqueue(Kernel kernel, std::size_t items, std::size_t group) {
  check(api().enqueue_kernel(to_enqueue(), kernel, 1, nullptr, &items,
                             group == 0 ? nullptr : &group, 0, nullptr, nullptr),
        "start a kernel");
}

}  // namespace steelyard::opencl
