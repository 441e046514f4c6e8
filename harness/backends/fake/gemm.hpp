#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "harness/device/backend.h"

namespace steelyard::fake {

class Device;
class Stream;

/// C = alpha * op(A) * op(B), summed in double. A device with a taste: after autotune() it wants a
/// transposed B packed, that is turned round, so that callers meet both forms of an operand.
class Gemm {
 public:
  /// Throws kit::Failure (SY_UNSUPPORTED) for dtypes that do not go together.
  Gemm(Device& device, const sy_gemm_shape& shape);

  void autotune(double seconds);
  std::string algorithm() const;
  std::size_t packed_bytes(sy_operand operand) const;
  void pack(Stream& stream, sy_operand operand, const void* plain, void* packed);
  void run(Stream& stream, const void* a, const void* b, void* c);

 private:
  void multiply(const void* a, const void* b, void* c) const;

  Device& device_;
  sy_gemm_shape shape_;
  bool packs_b_ = false;
};

}  // namespace steelyard::fake
