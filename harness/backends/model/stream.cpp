#include "harness/backends/model/stream.hpp"

#include <fmt/format.h>

#include "harness/backends/model/device.hpp"
#include "harness/backends/model/figures.hpp"
#include "harness/core/model/card_figures.hpp"

namespace steelyard::model {

double Event::seconds_since(const Event& first) const {
  if (!recorded_ || !first.recorded_) {
    throw kit::Failure(SY_NOT_READY, "An event was not recorded.");
  }
  return static_cast<double>(*recorded_ - *first.recorded_) * 1e-12;
}

void Stream::record(Event& event) { event.record(device_.clock().picoseconds()); }

void Stream::move(double bytes) {
  if (const auto roof = memory_roof(device_.card())) {
    device_.clock().pass(roofline_seconds(0, bytes, *roof));
  }
}

void Stream::run(double bytes) {
  if (!memory_roof(device_.card())) {
    throw kit::Failure(SY_UNSUPPORTED,
                       fmt::format("No memory bandwidth of {} is published; give it with --figure "
                                   "bandwidth=GB/s.",
                                   device_.card().chip));
  }
  move(bytes);
}

void Stream::copy_to_device(void* device, const void*, std::size_t bytes) {
  device_.memory().require(device, bytes);
  move(static_cast<double>(bytes));
}

void Stream::copy_to_host(void*, const void* device, std::size_t bytes) {
  device_.memory().require(device, bytes);
  move(static_cast<double>(bytes));
}

void Stream::copy_on_device(void* to, const void* from, std::size_t bytes) {
  device_.memory().require(to, bytes);
  device_.memory().require(from, bytes);
  move(2.0 * static_cast<double>(bytes));
}

void Stream::fill(void* device, std::uint8_t, std::size_t bytes) {
  device_.memory().require(device, bytes);
  move(static_cast<double>(bytes));
}

void Stream::triad(sy_dtype dtype, void*, const void*, const void*, double, std::size_t count) {
  run(3.0 * static_cast<double>(count * width(dtype)));
}

void Stream::scale(sy_dtype dtype, void*, const void*, double, std::size_t count) {
  run(2.0 * static_cast<double>(count * width(dtype)));
}

void Stream::reduce(sy_dtype dtype, void*, const void*, std::size_t count) {
  run(3.0 * static_cast<double>(count * width(dtype)));
}

/// Reads parameter, moments and gradient, writes all but the gradient.
void Stream::adam(float*, float*, float*, const float*, const sy_adam&, std::size_t count) {
  run(7.0 * static_cast<double>(count * sizeof(float)));
}

}  // namespace steelyard::model
