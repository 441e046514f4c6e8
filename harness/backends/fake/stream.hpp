#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

#include "harness/device/backend.h"

namespace steelyard::fake {

class Device;

/// A moment on the device's clock. `lie` is the fraction of the time that it admits.
class Event {
 public:
  explicit Event(double lie) : lie_(lie) {}
  void record(double now) { recorded_ = now; }
  double seconds_since(const Event& first) const;

 private:
  double lie_;
  std::optional<double> recorded_;
};

/// The queue of a device that has none: work is done before a call returns.
class Stream {
 public:
  explicit Stream(Device& device) : device_(device) {}
  Device& device() const { return device_; }

  bool synchronize(double timeout_seconds);
  bool idle() const;
  void record(Event& event);

  void copy_to_device(void* device, const void* host, std::size_t bytes);
  void copy_to_host(void* host, const void* device, std::size_t bytes);
  void copy_on_device(void* to, const void* from, std::size_t bytes);
  void fill(void* device, std::uint8_t value, std::size_t bytes);

  // The group pointwise, in pointwise.cpp.
  void triad(sy_dtype dtype, void* a, const void* b, const void* c, double scalar,
             std::size_t count);
  void scale(sy_dtype dtype, void* a, const void* b, double scalar, std::size_t count);
  void reduce(sy_dtype dtype, void* a, const void* b, std::size_t count);
  void adam(float* parameter, float* first_moment, float* second_moment, const float* gradient,
            const sy_adam& settings, std::size_t count);

 private:
  Device& device_;
};

}  // namespace steelyard::fake
