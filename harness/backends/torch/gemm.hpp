#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "harness/backends/torch/blocks.hpp"

namespace steelyard::torch_library {

class Device;
class Stream;

/// C = alpha * op(A) * op(B) by at::mm_out, bmm_out and their scaled forms, into memory that is
/// there; transposed operands are views. C has the dtype of A, and int32 for int8.
class Gemm {
 public:
  /// Throws kit::Failure (SY_UNSUPPORTED) for what the device does not multiply.
  Gemm(Device& device, const sy_gemm_shape& shape);

  /// Multiplies once, so that what the library makes on the first call is made.
  void autotune(double seconds);
  std::string algorithm() const;
  /// Whole rows of A and columns of B, one after the other, where only that form is summed in f32.
  std::size_t packed_bytes(sy_operand operand) const;
  void pack(Stream& stream, sy_operand operand, const void* plain, void* packed);
  void run(Stream& stream, const void* a, const void* b, void* c);

 private:
  /// Some releases round the sums of small 16-bit products on the CPU after every term, unless
  /// both operands are read along the sum. Whether random matrices show none of that.
  bool sums_in_f32() const;
  void pack_unless_summed_in_f32();
  /// Whether the operand is stored the other way round as run() gets it.
  bool is_transposed(sy_operand operand) const;
  View view(std::int64_t rows, std::int64_t columns, bool transposed) const;
  void multiply(const at::Tensor& a, const at::Tensor& b, at::Tensor& c) const;

  Device& device_;
  sy_gemm_shape shape_;
  bool packs_a_ = false, packs_b_ = false;
};

/// Bit n set: a small multiplication of sy_dtype n on this device gave the right numbers.
std::uint64_t dtypes_that_multiply(Device& device);

}  // namespace steelyard::torch_library
