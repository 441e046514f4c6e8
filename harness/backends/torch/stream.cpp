#include "harness/backends/torch/stream.hpp"

#include <chrono>

#include "harness/backends/torch/device.hpp"
#include "harness/device/kit/waiting.hpp"

namespace steelyard::torch_library {
namespace {

double now_seconds() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

/// A stream of its own where the device has several, else the one that it has.
c10::Stream make_stream(const Device& device) {
  try {
    return device.guard().getStreamFromGlobalPool(device.at_device());
  } catch (const std::exception&) {
    return device.guard().getStream(device.at_device());
  }
}

at::Tensor host_bytes(const void* host, std::size_t bytes) {
  return at::from_blob(const_cast<void*>(host), {static_cast<std::int64_t>(bytes)},
                       at::TensorOptions().dtype(at::kByte));
}

}  // namespace

Event::~Event() {
  if (handle_ != nullptr) device_.guard().destroyEvent(handle_, device_.at_device().index());
}

void Event::require_complete() const {
  if (host_seconds_) return;
  if (handle_ == nullptr) throw kit::Failure(SY_NOT_READY, "An event was never recorded.");
  if (!device_.guard().queryEvent(handle_)) {
    throw kit::Failure(SY_NOT_READY, "The work before an event is still running.");
  }
}

double Event::seconds_since(const Event& first) const {
  return checked("read the time between two events", [&] {
    require_complete();
    first.require_complete();
    if (host_seconds_) return *host_seconds_ - first.host_seconds_.value();
    return elapsed_seconds(device_.guard(), first.handle_, handle_, device_.at_device().index());
  });
}

Stream::Stream(Device& device) : device_(device) {
  if (!device.is_cpu()) stream_ = make_stream(device);
}

void Stream::use() const {
  if (!stream_) return;
  device_.guard().uncheckedSetDevice(device_.at_device());
  device_.guard().exchangeStream(*stream_);
}

bool Stream::idle() const {
  if (!stream_) return true;
  return checked("ask whether a stream is idle",
                 [&] { return device_.guard().queryStream(*stream_); });
}

bool Stream::synchronize(double timeout_seconds) {
  if (!stream_) return true;
  if (timeout_seconds <= 0) {
    checked("wait for a stream", [&] { device_.guard().synchronizeStream(*stream_); });
    return true;
  }
  // libtorch cannot wait for a while.
  if (!kit::wait_within(timeout_seconds, [this] { return idle(); })) return false;
  // What failed on the device comes out here.
  return synchronize(0);
}

void Stream::record(Event& event) {
  if (device_.times_events()) {
    checked("record an event", [&] {
      use();
      device_.guard().record(&event.handle_, *stream_, device_.at_device().index(),
                             c10::EventFlag::BACKEND_DEFAULT);
    });
    return;
  }
  synchronize(0);
  event.host_seconds_ = now_seconds();
}

void Stream::copy_to_device(void* device, const void* host, std::size_t bytes) {
  checked("copy to the device", [&] {
    use();
    device_.blocks().bytes_at(device, bytes).copy_(host_bytes(host, bytes));
  });
}

void Stream::copy_to_host(void* host, const void* device, std::size_t bytes) {
  checked("copy to the host", [&] {
    use();
    host_bytes(host, bytes).copy_(device_.blocks().bytes_at(device, bytes));
  });
}

void Stream::copy_on_device(void* to, const void* from, std::size_t bytes) {
  checked("copy on the device", [&] {
    use();
    device_.blocks().bytes_at(to, bytes).copy_(device_.blocks().bytes_at(from, bytes));
  });
}

void Stream::fill(void* device, std::uint8_t value, std::size_t bytes) {
  checked("fill memory", [&] {
    use();
    device_.blocks().bytes_at(device, bytes).fill_(static_cast<std::int64_t>(value));
  });
}

}  // namespace steelyard::torch_library
