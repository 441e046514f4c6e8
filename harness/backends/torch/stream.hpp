#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

#include "harness/backends/torch/at.hpp"

namespace steelyard::torch_library {

class Device;

/// An event of the device, or the host's time when all work before it was done.
class Event {
 public:
  explicit Event(Device& device) : device_(device) {}
  ~Event();
  Event(const Event&) = delete;
  Event& operator=(const Event&) = delete;
  /// Throws kit::Failure, with SY_NOT_READY if one of both is not completed.
  double seconds_since(const Event& first) const;

 private:
  friend class Stream;
  void require_complete() const;

  Device& device_;
  void* handle_ = nullptr;
  std::optional<double> host_seconds_;
};

/// A stream of the device; the CPU has none, and finishes before a call returns.
class Stream {
 public:
  explicit Stream(Device& device);
  Device& device() const { return device_; }
  /// Makes device and stream those that libtorch's functions use in this thread.
  void use() const;

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
  std::optional<c10::Stream> stream_;
  at::Tensor adam_scratch_;
};

}  // namespace steelyard::torch_library
