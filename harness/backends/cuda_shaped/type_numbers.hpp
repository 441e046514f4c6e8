#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "harness/device/backend.h"

namespace steelyard::cuda_shaped {

/// A matrix library's numbers of element types; -1: it has no such type, or must not be asked.
struct TypeNumbers {
  int f64 = -1, f32 = -1, bf16 = -1, fp16 = -1, int8 = -1, int32 = -1;
  int e4m3 = -1, e5m2 = -1, e4m3_fnuz = -1, e5m2_fnuz = -1;
};

/// A matrix library's numbers of arithmetics; -1: not offered.
struct ComputeNumbers {
  int f64 = -1;
  int f32 = -1;       ///< never narrowed
  int narrowed = -1;  ///< f32 multiplied with fewer bits: the library's `narrowed_dtype`
  int mixed = -1;     ///< 16 and 8 bits, summed in f32
  int int32 = -1;
};

/// How a library computes one combination of dtypes.
struct Arithmetic {
  int a = -1, b = -1, c = -1;  ///< types of the stored matrices
  int compute = -1;
  int scale = -1;  ///< type of alpha and beta
};

/// The arithmetic of a shape, or a `compute` of -1 if the numbers hold none. Combinations of dtypes
/// that mean nothing (bf16 x fp16, an int8 product in f32) have none.
Arithmetic arithmetic_of(const sy_gemm_shape& shape, const TypeNumbers& types,
                         const ComputeNumbers& computes, sy_dtype narrowed_dtype);

/// "bf16".
std::string_view dtype_name(sy_dtype dtype);
bool is_fp8(sy_dtype dtype);

/// The dtype of C that a dtype of A has first of all.
sy_dtype usual_result(sy_dtype a);

/// n x n x n, a = b = `dtype`, B stored transposed: the layout that every library takes.
sy_gemm_shape sample_shape(sy_dtype dtype, std::int64_t n);

/// "int8 x int8 -> int32, 7 x 5 x 3, batch 1, trans nt".
std::string describe(const sy_gemm_shape& shape);

}  // namespace steelyard::cuda_shaped
