#include "harness/backends/cuda_shaped/type_numbers.hpp"

#include <fmt/format.h>

#include "harness/core/dtype.hpp"
#include "harness/device/kit/guard.hpp"

namespace steelyard::cuda_shaped {
namespace {

int number_of(sy_dtype dtype, const TypeNumbers& types) {
  switch (dtype) {
    case SY_F64:
      return types.f64;
    case SY_F32:
    case SY_TF32:
    case SY_XF32:
      return types.f32;
    case SY_BF16:
      return types.bf16;
    case SY_FP16:
      return types.fp16;
    case SY_INT8:
      return types.int8;
    case SY_INT32:
      return types.int32;
    case SY_FP8_E4M3:
      return types.e4m3;
    case SY_FP8_E5M2:
      return types.e5m2;
    case SY_FP8_E4M3_FNUZ:
      return types.e4m3_fnuz;
    case SY_FP8_E5M2_FNUZ:
      return types.e5m2_fnuz;
    default:
      return -1;
  }
}

bool one_format(sy_dtype a, sy_dtype b) {
  const auto fnuz = [](sy_dtype d) { return d == SY_FP8_E4M3_FNUZ || d == SY_FP8_E5M2_FNUZ; };
  return is_fp8(a) && is_fp8(b) ? fnuz(a) == fnuz(b) : a == b;
}

bool result_fits(sy_dtype a, sy_dtype c) {
  if (c == usual_result(a)) return true;
  return c == SY_F32 && (a == SY_BF16 || a == SY_FP16 || is_fp8(a));
}

int compute_of(sy_dtype a, const ComputeNumbers& computes, sy_dtype narrowed_dtype) {
  if (a == SY_F64) return computes.f64;
  if (a == SY_F32) return computes.f32;
  if (a == narrowed_dtype) return computes.narrowed;
  if (a == SY_INT8) return computes.int32;
  return a == SY_BF16 || a == SY_FP16 || is_fp8(a) ? computes.mixed : -1;
}

sy_dtype sum_of(sy_dtype a) {
  if (a == SY_F64) return SY_F64;
  return a == SY_INT8 ? SY_INT32 : SY_F32;
}

}  // namespace

bool is_fp8(sy_dtype dtype) { return kit::detail::is_fp8(dtype); }

sy_dtype usual_result(sy_dtype a) {
  if (a == SY_TF32 || a == SY_XF32) return SY_F32;
  if (is_fp8(a)) return SY_BF16;
  return a == SY_INT8 ? SY_INT32 : a;
}

Arithmetic arithmetic_of(const sy_gemm_shape& shape, const TypeNumbers& types,
                         const ComputeNumbers& computes, sy_dtype narrowed_dtype) {
  if (!one_format(shape.a, shape.b) || !result_fits(shape.a, shape.c) ||
      shape.accumulate != sum_of(shape.a)) {
    return {};
  }
  Arithmetic found{number_of(shape.a, types), number_of(shape.b, types), number_of(shape.c, types),
                   compute_of(shape.a, computes, narrowed_dtype),
                   number_of(sum_of(shape.a), types)};
  if (found.a < 0 || found.b < 0 || found.c < 0 || found.scale < 0) found.compute = -1;
  return found;
}

std::string_view dtype_name(sy_dtype dtype) { return name(static_cast<Dtype>(dtype)); }

sy_gemm_shape sample_shape(sy_dtype dtype, std::int64_t n) {
  return {n, n, n, 1, 0, 1, dtype, dtype, usual_result(dtype), sum_of(dtype), 1.0, 0, 0};
}

std::string describe(const sy_gemm_shape& shape) {
  return fmt::format("{} x {} -> {}, {} x {} x {}, batch {}, trans {}{}", dtype_name(shape.a),
                     dtype_name(shape.b), dtype_name(shape.c), shape.m, shape.n, shape.k,
                     shape.batch, shape.transpose_a != 0 ? 't' : 'n',
                     shape.transpose_b != 0 ? 't' : 'n');
}

}  // namespace steelyard::cuda_shaped
