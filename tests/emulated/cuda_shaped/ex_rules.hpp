#pragma once

#include <optional>

#include "tests/emulated/cuda_shaped/product.hpp"

namespace steelyard::emulated {

struct ExTypes {
  Dtype a, b, c, sums;
};
struct ExStatus {
  int not_initialized, invalid_value, not_supported;
};

/// cuBLAS documentation, "cublasGemmEx": int8 wants k and the leading dimensions of A and B to be
/// multiples of 4.
inline bool cublas_ex_rules(const Product& p) {
  if (p.a.dtype != Dtype::int8) return true;
  const std::int64_t k = p.transpose_a ? p.a.rows : p.a.columns;
  return k % 4 == 0 && p.a.leading % 4 == 0 && p.b.leading % 4 == 0;
}

/// The numbers of CUDA's enumerations, which MUSA and MACA took over.
inline std::optional<ExTypes> cuda_ex_types(int compute, int a, int b, int c) {
  constexpr int f32 = 0, f64 = 1, fp16 = 2, int8 = 3, int32 = 10, bf16 = 14;
  if (a != b) return std::nullopt;
  if (compute == 70 && a == f64 && c == f64)
    return ExTypes{Dtype::f64, Dtype::f64, Dtype::f64, Dtype::f64};
  if (compute == 68 && a == f32 && c == f32)
    return ExTypes{Dtype::f32, Dtype::f32, Dtype::f32, Dtype::f32};
  if (compute == 77 && a == f32 && c == f32)
    return ExTypes{Dtype::tf32, Dtype::tf32, Dtype::f32, Dtype::f32};
  if (compute == 72 && a == int8 && c == int32)
    return ExTypes{Dtype::int8, Dtype::int8, Dtype::int32, Dtype::int32};
  if (compute != 68 || (a != bf16 && a != fp16) || (c != a && c != f32)) return std::nullopt;
  const Dtype narrow = a == bf16 ? Dtype::bf16 : Dtype::fp16;
  return ExTypes{narrow, narrow, c == f32 ? Dtype::f32 : narrow, Dtype::f32};
}

}  // namespace steelyard::emulated
