#include "harness/backends/fake/stream.hpp"

#include <cstring>

#include "harness/backends/fake/device.hpp"

namespace steelyard::fake {
namespace {

void copy(Device& device, Call call, void* to, const void* from, std::size_t bytes) {
  const bool wrong = device.faults().enter(call);
  std::memcpy(to, from, bytes);
  device.clock().work(0, 2.0 * static_cast<double>(bytes));
  if (wrong) spoil(to, bytes);
}

}  // namespace

double Event::seconds_since(const Event& first) const {
  if (!recorded_ || !first.recorded_) {
    throw kit::Failure(SY_NOT_READY, "An event was not recorded.");
  }
  return (*recorded_ - *first.recorded_) * lie_;
}

bool Stream::synchronize(double) {
  device_.faults().enter(Call::synchronize);
  return true;
}

bool Stream::idle() const { return true; }

void Stream::record(Event& event) {
  device_.faults().enter(Call::record);
  event.record(device_.clock().now());
}

void Stream::copy_to_device(void* device, const void* host, std::size_t bytes) {
  copy(device_, Call::copy_to_device, device, host, bytes);
}

void Stream::copy_to_host(void* host, const void* device, std::size_t bytes) {
  copy(device_, Call::copy_to_host, host, device, bytes);
}

void Stream::copy_on_device(void* to, const void* from, std::size_t bytes) {
  copy(device_, Call::copy_on_device, to, from, bytes);
}

void Stream::fill(void* device, std::uint8_t value, std::size_t bytes) {
  const bool wrong = device_.faults().enter(Call::fill);
  std::memset(device, value, bytes);
  device_.clock().work(0, static_cast<double>(bytes));
  if (wrong) spoil(device, bytes);
}

}  // namespace steelyard::fake
