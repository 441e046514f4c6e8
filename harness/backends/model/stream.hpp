#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

#include "harness/device/backend.h"

namespace steelyard::model {

class Device;

/// A moment on the device's virtual clock.
class Event {
 public:
  void record(std::int64_t picoseconds) { recorded_ = picoseconds; }
  double seconds_since(const Event& first) const;

 private:
  std::optional<std::int64_t> recorded_;
};

/// A queue whose work is done as soon as it is enqueued: its time passes, and nothing else happens.
/// Copies to the host leave the host's bytes as they are.
class Stream {
 public:
  explicit Stream(Device& device) : device_(device) {}
  Device& device() const { return device_; }

  bool synchronize(double) { return true; }
  bool idle() const { return true; }
  void record(Event& event);

  void copy_to_device(void* device, const void* host, std::size_t bytes);
  void copy_to_host(void* host, const void* device, std::size_t bytes);
  void copy_on_device(void* to, const void* from, std::size_t bytes);
  void fill(void* device, std::uint8_t value, std::size_t bytes);

  void triad(sy_dtype dtype, void* a, const void* b, const void* c, double scalar,
             std::size_t count);
  void scale(sy_dtype dtype, void* a, const void* b, double scalar, std::size_t count);
  void reduce(sy_dtype dtype, void* a, const void* b, std::size_t count);
  void adam(float* parameter, float* first_moment, float* second_moment, const float* gradient,
            const sy_adam& settings, std::size_t count);

 private:
  /// Lets the time pass that so many bytes take through memory; none where that is not known.
  void move(double bytes);
  /// The same for a kernel, which is not offered where that is not known.
  void run(double bytes);

  Device& device_;
};

}  // namespace steelyard::model
