#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>

#include "harness/backends/opencl/kernels.hpp"
#include "harness/backends/opencl/opencl_api.hpp"
#include "harness/device/backend.h"

namespace steelyard::opencl {

class Device;

/// Owns an event of OpenCL.
class Marker {
 public:
  Marker() = default;
  /// Enqueues one that completes when all that was enqueued before it has.
  explicit Marker(Queue queue);
  ~Marker();
  Marker(Marker&& other) noexcept;
  Marker& operator=(Marker&& other) noexcept;

  explicit operator bool() const { return handle_ != nullptr; }
  /// False while it is on its way. Throws kit::Failure if the work before it failed.
  bool is_complete() const;
  /// The device's clock when it completed, nanoseconds. It must be complete.
  std::uint64_t nanoseconds() const;

 private:
  EventHandle handle_ = nullptr;
};

/// A moment on a stream: a marker and what it was stamped with, or, for devices that stamp no
/// markers, the host's time when all work before it was done.
class Event {
 public:
  /// Throws kit::Failure, with SY_NOT_READY if one of both is not completed.
  double seconds_since(const Event& first) const;

 private:
  friend class Stream;
  void require_complete() const;

  Marker marker_;
  std::optional<double> host_seconds_;
};

/// A queue that works in the order of its calls.
class Stream {
 public:
  explicit Stream(Device& device);
  ~Stream();
  Stream(const Stream&) = delete;
  Stream& operator=(const Stream&) = delete;
  Device& device() const { return device_; }

  /// The queue, to enqueue something.
  Queue to_enqueue();

  bool synchronize(double timeout_seconds);
  bool idle();
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

  /// Kernels of this stream, so that two threads never set arguments of one.
  const Kernels& kernels(bool is_double);
  /// One work-item for each element at least.
  void enqueue(Kernel kernel, std::size_t count);
  void enqueue(Kernel kernel, std::size_t items, std::size_t group);

 private:
  void finish();

  Device& device_;
  Queue queue_ = nullptr;
  bool untouched_ = true;  ///< since all work was known to be done
  Marker last_;            ///< of idle(); empty if work came after it
  std::unique_ptr<Kernels> of_float_, of_double_;
};

}  // namespace steelyard::opencl
