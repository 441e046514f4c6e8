#include "harness/backends/cambricon/stream.hpp"

#include "harness/backends/cambricon/device.hpp"
#include "harness/device/kit/waiting.hpp"

namespace steelyard::cambricon {

Event::Event(Device& device) : device_(device) {
  device_.use();
  check(runtime().create_notifier(&notifier_, CNRT_NOTIFIER_DEFAULT),
        "cnrtNotifierCreateWithFlags");
}

Event::~Event() {
  if (try_to_use_device(device_.index())) runtime().destroy_notifier(notifier_);
}

void Event::place(cnrtQueue_t queue) {
  check(runtime().place_notifier(notifier_, queue), "cnrtPlaceNotifier");
  placed_ = true;
}

bool Event::completed() const {
  return placed_ && is_done(runtime().query_notifier(notifier_), "cnrtQueryNotifier");
}

double Event::seconds_since(const Event& first) const {
  device_.use();
  if (!completed() || !first.completed()) {
    throw kit::Failure(SY_NOT_READY, "An event was not recorded, or its work is still running.");
  }
  if (&first == this) return 0;
  float milliseconds = 0;
  check(runtime().elapsed(first.notifier_, notifier_, &milliseconds), "cnrtNotifierElapsedTime");
  return static_cast<double>(milliseconds) / 1e3;
}

Stream::Stream(Device& device) : device_(device) {
  device_.use();
  check(runtime().create_queue(&queue_), "cnrtQueueCreate");
}

Stream::~Stream() {
  if (!try_to_use_device(device_.index())) return;
  handle_.reset();
  runtime().destroy_queue(queue_);
}

cnnlHandle_t Stream::cnnl_handle() {
  if (handle_ == nullptr) handle_ = std::make_unique<CnnlHandle>(queue_);
  return handle_->get();
}

/// CNRT waits without a limit alone.
bool Stream::wait(double timeout_seconds) {
  if (timeout_seconds > 0 && !kit::wait_within(timeout_seconds, [this] { return idle(); })) {
    return false;
  }
  check(runtime().synchronize(queue_), "cnrtQueueSync");
  return true;
}

bool Stream::synchronize(double timeout_seconds) {
  device_.use();
  const bool done = wait(timeout_seconds);
  device_.check_communicators(*this);
  return done;
}

bool Stream::idle() {
  device_.use();
  return is_done(runtime().query_queue(queue_), "cnrtQueueQuery");
}

void Stream::record(Event& event) {
  device_.use();
  event.place(queue_);
}

void Stream::copy_to_device(void* device, const void* host, std::size_t bytes) {
  synchronize(0);
  check(runtime().copy(device, const_cast<void*>(host), bytes, cnrtMemcpyHostToDev), "cnrtMemcpy");
}

void Stream::copy_to_host(void* host, const void* device, std::size_t bytes) {
  synchronize(0);
  check(runtime().copy(host, const_cast<void*>(device), bytes, cnrtMemcpyDevToHost), "cnrtMemcpy");
}

void Stream::copy_on_device(void* to, const void* from, std::size_t bytes) {
  device_.use();
  check(runtime().copy_async(to, const_cast<void*>(from), bytes, queue_, cnrtMemcpyDevToDev),
        "cnrtMemcpyAsync_V2");
}

void Stream::fill(void* device, std::uint8_t value, std::size_t bytes) {
  device_.use();
  check(runtime().set_async(device, value, bytes, queue_), "cnrtMemsetAsync");
}

}  // namespace steelyard::cambricon
