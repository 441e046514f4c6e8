#pragma once

#include <cstddef>
#include <memory>

#include "harness/backends/opencl/stream.hpp"
#include "harness/device/kit/sensors.hpp"

namespace steelyard::opencl {

/// Short runs of one unit of a device.
class Probe {
 public:
  explicit Probe(Device& device);
  ~Probe();

  /// Multiplications and additions in registers. Throws kit::Failure (SY_UNSUPPORTED) for what is
  /// not f32 or f64.
  kit::ProbeReading multiply(sy_dtype dtype, double seconds);
  /// A triad (a = b + s * c, f32) through memory larger than the caches. Counts 12 bytes for each
  /// element.
  kit::ProbeReading stream_memory(double seconds);

 private:
  Device& device_;
  Stream stream_;
  std::size_t passes_[2] = {0, 0};  ///< of one launch, for f32 and f64; 0: not known
  std::size_t array_bytes_ = 0;
  void* arrays_[3] = {nullptr, nullptr, nullptr};
};

}  // namespace steelyard::opencl
