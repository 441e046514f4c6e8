#include "harness/backends/ascend/stream.hpp"

#include <cmath>
#include <limits>

#include "harness/backends/ascend/device.hpp"
#include "harness/device/kit/waiting.hpp"

namespace steelyard::ascend {

Event::Event(Device& device) : device_(device) {
  device_.use();
  check(runtime().create_event(&event_, ACL_EVENT_TIME_LINE), "aclrtCreateEventExWithFlag");
}

Event::~Event() {
  if (try_to_use_device(device_.index())) runtime().destroy_event(event_);
}

void Event::record(aclrtStream stream) {
  check(runtime().record_event(event_, stream), "aclrtRecordEvent");
  recorded_ = true;
}

bool Event::completed() const {
  // AscendCL calls an event complete that was never recorded.
  if (!recorded_) return false;
  aclrtEventRecordedStatus status = ACL_EVENT_RECORDED_STATUS_NOT_READY;
  check(runtime().query_event(event_, &status), "aclrtQueryEventStatus");
  return status == ACL_EVENT_RECORDED_STATUS_COMPLETE;
}

double Event::seconds_since(const Event& first) const {
  device_.use();
  if (!completed() || !first.completed()) {
    throw kit::Failure(SY_NOT_READY, "An event was not recorded, or its work is still running.");
  }
  if (&first == this) return 0;
  float milliseconds = 0;
  check(runtime().elapsed(&milliseconds, first.event_, event_), "aclrtEventElapsedTime");
  return static_cast<double>(milliseconds) / 1e3;
}

Stream::Stream(Device& device) : device_(device) {
  device_.use();
  check(runtime().create_stream(&stream_), "aclrtCreateStream");
}

Stream::~Stream() {
  if (try_to_use_device(device_.index())) runtime().destroy_stream(stream_);
}

bool Stream::wait(double timeout_seconds) {
  constexpr double longest = std::numeric_limits<std::int32_t>::max() / 1e3;
  if (timeout_seconds <= 0 || timeout_seconds >= longest) {
    check(runtime().synchronize(stream_), "aclrtSynchronizeStream");
    return true;
  }
  if (runtime().synchronize_within != nullptr) {
    const auto milliseconds = static_cast<std::int32_t>(std::ceil(timeout_seconds * 1e3));
    const aclError status = runtime().synchronize_within(stream_, milliseconds);
    if (status == ACL_ERROR_RT_STREAM_SYNC_TIMEOUT) return false;
    check(status, "aclrtSynchronizeStreamWithTimeout");
    return true;
  }
  if (!kit::wait_within(timeout_seconds, [this] { return idle(); })) return false;
  check(runtime().synchronize(stream_), "aclrtSynchronizeStream");
  return true;
}

bool Stream::synchronize(double timeout_seconds) {
  device_.use();
  const bool done = wait(timeout_seconds);
  device_.check_communicators();
  return done;
}

bool Stream::idle() {
  device_.use();
  aclrtStreamStatus status = ACL_STREAM_STATUS_NOT_READY;
  check(runtime().query_stream(stream_, &status), "aclrtStreamQuery");
  return status == ACL_STREAM_STATUS_COMPLETE;
}

void Stream::record(Event& event) {
  device_.use();
  event.record(stream_);
}

void Stream::copy_to_device(void* device, const void* host, std::size_t bytes) {
  synchronize(0);
  check(runtime().copy(device, bytes, host, bytes, ACL_MEMCPY_HOST_TO_DEVICE), "aclrtMemcpy");
}

void Stream::copy_to_host(void* host, const void* device, std::size_t bytes) {
  synchronize(0);
  check(runtime().copy(host, bytes, device, bytes, ACL_MEMCPY_DEVICE_TO_HOST), "aclrtMemcpy");
}

void Stream::copy_on_device(void* to, const void* from, std::size_t bytes) {
  device_.use();
  check(runtime().copy_async(to, bytes, from, bytes, ACL_MEMCPY_DEVICE_TO_DEVICE, stream_),
        "aclrtMemcpyAsync");
}

void Stream::fill(void* device, std::uint8_t value, std::size_t bytes) {
  device_.use();
  check(runtime().set_async(device, bytes, value, bytes, stream_), "aclrtMemsetAsync");
}

}  // namespace steelyard::ascend
