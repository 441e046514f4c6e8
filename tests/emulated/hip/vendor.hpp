#pragma once

// Names and numbers of ROCm 6: HIP, hipBLASLt and rocBLAS.

#include <array>
#include <optional>
#include <utility>

#include "tests/emulated/cuda_shaped/ex_rules.hpp"
#include "tests/emulated/cuda_shaped/lt_rules.hpp"
#include "tests/emulated/cuda_shaped/runtime.hpp"

#define EMULATED_NAME "hip"
#define EMULATED_RUNTIME(word) hip##word
#define EMULATED_ALLOCATE hipMalloc
#define EMULATED_GET_PROPERTIES hipGetDevicePropertiesR0600
#define EMULATED_OUT_OF_MEMORY "ErrorOutOfMemory"
#define EMULATED_LT(word) hipblasLt##word
#define EMULATED_LT_VERSION_OF_HANDLE
#define EMULATED_LT_NO_CONFIGURATION
#define EMULATED_EX_ROCBLAS
#define EMULATED_EX_CREATE rocblas_create_handle
#define EMULATED_EX_DESTROY rocblas_destroy_handle
#define EMULATED_EX_SET_STREAM rocblas_set_stream

namespace steelyard::emulated {

inline constexpr ErrorCodes vendor_errors{};
inline constexpr const char* device_name = "AMD Instinct MI300X";
inline constexpr bool has_uuid = true;
inline constexpr const char* gfx_name = "gfx942:sramecc+:xnack-";
inline constexpr std::size_t gfx_offset = 1160, properties_bytes = 1472;
inline constexpr std::array device_attributes{std::pair{19, 4194304}, std::pair{23, 9},
                                              std::pair{61, 4}};
inline constexpr int copy_host_to_device = 1, copy_device_to_host = 2, copy_device_to_device = 3;

inline constexpr int lt_version = 100000;
inline constexpr LtStatus lt_status{1, 3, 7};
inline constexpr LtResult lt_result{56, 24, 32};
inline constexpr int lt_operation_n = 111, lt_operation_t = 112;
inline constexpr int lt_transpose_a = 0, lt_transpose_b = 1, lt_a_scale = 5, lt_b_scale = 6;
inline constexpr int lt_batch_count = 0, lt_batch_stride = 1, lt_largest_workspace = 1;
inline constexpr int lt_scale_f64 = 1, lt_scale_int32 = 10;
inline constexpr std::array lt_product_attributes{LtAttribute{0, 4}, LtAttribute{1, 4},
                                                  LtAttribute{5, 8}, LtAttribute{6, 8}};
inline constexpr std::array lt_matrix_attributes{LtAttribute{0, 4}, LtAttribute{1, 8}};
inline constexpr std::array lt_preference_attributes{LtAttribute{1, 8}};

/// What gfx942 multiplies: FNUZ fp8 and no OCP fp8.
inline std::optional<LtTypes> lt_types(int compute, int scale, int a, int b, int c) {
  constexpr int f32 = 0, fp16 = 2, int8 = 3, int32 = 10, bf16 = 14, e4m3 = 1000, e5m2 = 1001;
  if (compute == 9 && scale == int32 && a == int8 && b == int8 && c == int32) {
    return LtTypes{Dtype::int8, Dtype::int8, Dtype::int32};
  }
  if (scale != f32) return std::nullopt;
  if ((compute == 2 || compute == 6) && a == f32 && b == f32 && c == f32) {
    const Dtype read_as = compute == 6 ? Dtype::xf32 : Dtype::f32;
    return LtTypes{read_as, read_as, Dtype::f32};
  }
  if (compute != 2 || (c != f32 && c != bf16 && c != fp16)) return std::nullopt;
  const Dtype result = c == f32 ? Dtype::f32 : c == bf16 ? Dtype::bf16 : Dtype::fp16;
  const auto fp8 = [](int type) {
    return type == e4m3 ? Dtype::fp8_e4m3_fnuz : Dtype::fp8_e5m2_fnuz;
  };
  if ((a == e4m3 || a == e5m2) && (b == e4m3 || b == e5m2)) return LtTypes{fp8(a), fp8(b), result};
  if (a != b || (a != bf16 && a != fp16) || (c != f32 && c != a)) return std::nullopt;
  const Dtype narrow = a == bf16 ? Dtype::bf16 : Dtype::fp16;
  return LtTypes{narrow, narrow, result};
}

/// hipBLASLt offers nothing for fp8 without pointers to scales.
inline bool lt_rules(const Product& product, bool scaled) {
  return !is_fp8(product.a.dtype) || scaled;
}

inline constexpr ExStatus ex_status{1, 11, 2};
inline constexpr int ex_operation_n = 111, ex_operation_t = 112;

inline std::optional<ExTypes> ex_types(int compute, int a, int b, int c) {
  constexpr int fp16 = 150, f32 = 151, f64 = 152, int8 = 160, int32 = 162, bf16 = 168;
  const auto same = [](Dtype d) { return ExTypes{d, d, d, d}; };
  if (a != b) return std::nullopt;
  if (compute == f64 && a == f64 && c == f64) return same(Dtype::f64);
  if (compute == f32 && a == f32 && c == f32) return same(Dtype::f32);
  if (compute == int32 && a == int8 && c == int32) {
    return ExTypes{Dtype::int8, Dtype::int8, Dtype::int32, Dtype::int32};
  }
  if (compute != f32 || (a != bf16 && a != fp16) || (c != a && c != f32)) return std::nullopt;
  const Dtype narrow = a == bf16 ? Dtype::bf16 : Dtype::fp16;
  return ExTypes{narrow, narrow, c == f32 ? Dtype::f32 : narrow, Dtype::f32};
}
inline bool ex_rules(const Product&) { return true; }

}  // namespace steelyard::emulated
