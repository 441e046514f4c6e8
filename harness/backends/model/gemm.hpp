#pragma once

#include <cstddef>
#include <string>

#include "harness/core/model/roofline.hpp"
#include "harness/device/backend.h"

namespace steelyard::model {

class Device;
class Stream;

/// A multiplication that only takes its time: by roofline, operands read and the product written
/// once.
class Gemm {
 public:
  /// Throws kit::Failure (SY_UNSUPPORTED) for dtypes that do not go together, and for one whose
  /// peak is not known.
  Gemm(Device& device, const sy_gemm_shape& shape);

  void autotune(double) {}
  std::string algorithm() const;
  std::size_t packed_bytes(sy_operand) const { return 0; }
  void pack(Stream& stream, sy_operand operand, const void* plain, void* packed);
  void run(Stream& stream, const void* a, const void* b, void* c);

 private:
  Device& device_;
  sy_gemm_shape shape_;
  double seconds_;
};

}  // namespace steelyard::model
