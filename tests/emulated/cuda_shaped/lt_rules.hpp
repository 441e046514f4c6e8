#pragma once

#include <cstddef>

#include "tests/emulated/cuda_shaped/product.hpp"

namespace steelyard::emulated {

struct LtAttribute {
  int number;
  std::size_t bytes;
};
struct LtTypes {
  Dtype a, b, c;
};
struct LtStatus {
  int not_initialized, invalid_value, not_supported;
};
/// Where numbers stand in a result of the heuristic.
struct LtResult {
  std::size_t bytes, workspace, status;
};

/// cuBLAS documentation, "cublasLtMatmul": fp8 wants A transposed and B not, sizes that are
/// multiples of 16 bytes, and never both operands in e5m2; int8 in plain order wants the same
/// layout, and m, k and leading dimensions that are multiples of 4.
inline bool cublaslt_rules(const Product& p, bool) {
  const bool fp8 = is_fp8(p.a.dtype);
  if (!fp8 && p.a.dtype != Dtype::int8) return true;
  if (!p.transpose_a || p.transpose_b) return false;
  if (fp8 && p.a.dtype == Dtype::fp8_e5m2 && p.b.dtype == Dtype::fp8_e5m2) return false;
  const std::int64_t unit = fp8 ? 16 : 4;
  for (const std::int64_t size : {p.c.rows, p.a.rows, p.a.leading, p.b.leading, p.c.leading}) {
    if (size % unit != 0) return false;
  }
  return true;
}

}  // namespace steelyard::emulated
