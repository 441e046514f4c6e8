#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "harness/backends/cpu/gemm_kernel.hpp"

namespace steelyard::cpu {

/// A planned multiplication: the kernel chosen for one shape.
///
/// Dtypes: f64, f32, bf16 (C in bf16 or f32), int8 x int8 and uint8 x int8 (C in int32).
/// Without autotune() it is the first candidate that offers the shape, or the one that an earlier
/// autotune() of an equal shape with as many threads found in this process.
class GemmPlan {
 public:
  /// Throws kit::Failure with SY_UNSUPPORTED and a sentence if no library multiplies this here.
  GemmPlan(const sy_gemm_shape& shape, const Host& host);

  /// Times all candidates on scratch memory of its own for about `seconds` and keeps the fastest.
  /// Returns at once if an equal shape was searched already in this process. If the scratch memory
  /// does not fit, the kernel stays and algorithm() says so.
  void autotune(double seconds);

  /// "oneDNN 2.6.3 brg:avx512_core_bf16, B packed, 2 threads".
  std::string algorithm() const;
  std::size_t packed_bytes(sy_operand operand) const { return kernel_->packed_bytes(operand); }
  void pack(sy_operand operand, const void* plain, void* packed) {
    kernel_->pack(operand, plain, packed);
  }
  void run(const void* a, const void* b, void* c) { kernel_->run(a, b, c); }

 private:
  sy_gemm_shape shape_;
  Host host_;
  std::unique_ptr<GemmKernel> kernel_;
  std::string note_;
};

/// The kernel of `candidate` for `shape`; null if it does not offer it. Integer kernels that are
/// not exact are not offered: without VNNI instructions a library may saturate intermediate sums,
/// which a small multiplication of the largest values shows. Its result is remembered.
std::unique_ptr<GemmKernel> make_kernel(const Candidate& candidate, const sy_gemm_shape& shape,
                                        const Host& host);

/// Bit n is set if sy_dtype n is multiplied on this processor. Found once in a process.
std::uint64_t gemm_dtypes(const Host& host);

}  // namespace steelyard::cpu
