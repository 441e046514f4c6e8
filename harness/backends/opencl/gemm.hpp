#pragma once

#include <cstddef>
#include <string>

#include "harness/device/backend.h"

namespace steelyard::opencl {

class Device;
class Stream;

/// C = alpha * op(A) * op(B) by CLBlast, which chooses its kernel by the shape and compiles it on
/// the first call in a process.
///
/// f32, and f64 where the device has it. Not fp16: CLBlast sums it in fp16, and the ABI wants f32.
class Gemm {
 public:
  /// Throws kit::Failure (SY_UNSUPPORTED) for other dtypes.
  Gemm(Device& device, const sy_gemm_shape& shape);

  /// Multiplies once, so that what CLBlast compiles is compiled. There is nothing to choose.
  void autotune(double seconds);
  std::string algorithm() const;
  std::size_t packed_bytes(sy_operand) const { return 0; }
  void pack(Stream& stream, sy_operand operand, const void* plain, void* packed);
  void run(Stream& stream, const void* a, const void* b, void* c);

 private:
  Device& device_;
  sy_gemm_shape shape_;
  bool warm_ = false;
};

}  // namespace steelyard::opencl
