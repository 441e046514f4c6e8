#pragma once

#include <cstdint>

#include "harness/core/case_spec.hpp"
#include "harness/core/dtype.hpp"
#include "harness/core/record.hpp"
#include "harness/device/backend.h"

namespace steelyard::workloads::matmul {

/// A case of matmul as numbers. C = op(A) op(B), row-major: see sy_gemm_shape.
struct Shape {
  Dtype a = Dtype::f32;
  Dtype b = Dtype::f32;
  Dtype c = Dtype::f32;
  Dtype accumulate = Dtype::f32;  ///< f64, f32 or int32
  std::int64_t m = 0, n = 0, k = 0, batch = 1;
  bool transpose_a = false;
  bool transpose_b = false;
  bool cold = true;
  bool fast_accumulation = false;

  /// Elements over the whole batch.
  std::uint64_t a_elements() const { return count(m, k); }
  std::uint64_t b_elements() const { return count(k, n); }
  std::uint64_t c_elements() const { return count(m, n); }
  std::uint64_t a_bytes() const { return a_elements() * size_of(a); }
  std::uint64_t b_bytes() const { return b_elements() * size_of(b); }
  std::uint64_t c_bytes() const { return c_elements() * size_of(c); }

 private:
  std::uint64_t count(std::int64_t rows, std::int64_t columns) const {
    return static_cast<std::uint64_t>(rows) * static_cast<std::uint64_t>(columns) *
           static_cast<std::uint64_t>(batch);
  }
};

/// Reads a canonical case. Types of C when `out` is left out: bf16 -> bf16, fp16 -> fp16,
/// int8 -> int32, fp8 -> bf16, tf32, hf32 and xf32 -> f32, f32 and f64 themselves. Throws
/// UsageError for a combination that cannot be: `a=uint8`, `out=f32` or `accum=fast` where they
/// mean nothing, and integer sums that could leave int32.
Shape parse_shape(const CaseSpec& canonical);

/// As the backend takes it.
sy_gemm_shape to_abi(const Shape& shape);

/// 2 m n k operations per matrix of the batch; A and B read once and C written once.
WorkModel work_of(const Shape& shape);

}  // namespace steelyard::workloads::matmul
