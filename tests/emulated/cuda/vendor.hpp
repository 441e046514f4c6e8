#pragma once

// Names and numbers of CUDA 13, from its headers and documentation.

#include <array>
#include <optional>
#include <utility>

#include "tests/emulated/cuda_shaped/lt_rules.hpp"
#include "tests/emulated/cuda_shaped/runtime.hpp"

#define EMULATED_NAME "cuda"
#define EMULATED_RUNTIME(word) cuda##word
#define EMULATED_ALLOCATE cudaMalloc
#define EMULATED_GET_PROPERTIES cudaGetDeviceProperties
#define EMULATED_OUT_OF_MEMORY "ErrorMemoryAllocation"
#define EMULATED_LT(word) cublasLt##word

namespace steelyard::emulated {

inline constexpr ErrorCodes vendor_errors{};
inline constexpr const char* device_name = "NVIDIA H20";
inline constexpr bool has_uuid = true;
inline constexpr const char* gfx_name = "";
inline constexpr std::size_t gfx_offset = 0, properties_bytes = 1008;
inline constexpr std::array device_attributes{std::pair{38, 62914560}, std::pair{75, 9},
                                              std::pair{76, 0}};
inline constexpr int copy_host_to_device = 1, copy_device_to_host = 2, copy_device_to_device = 3;

inline constexpr std::size_t lt_version = 130100;
inline constexpr LtStatus lt_status{1, 7, 15};
inline constexpr LtResult lt_result{96, 64, 72};
inline constexpr int lt_operation_n = 0, lt_operation_t = 1;
inline constexpr int lt_transpose_a = 3, lt_transpose_b = 4, lt_a_scale = 17, lt_b_scale = 18;
inline constexpr int lt_batch_count = 5, lt_batch_stride = 6, lt_largest_workspace = 1;
inline constexpr int lt_scale_f64 = 1, lt_scale_int32 = 10;
inline constexpr std::array lt_product_attributes{LtAttribute{3, 4}, LtAttribute{4, 4},
                                                  LtAttribute{17, 8}, LtAttribute{18, 8},
                                                  LtAttribute{25, 1}};
inline constexpr std::array lt_matrix_attributes{LtAttribute{5, 4}, LtAttribute{6, 8}};
inline constexpr std::array lt_preference_attributes{
    LtAttribute{1, 8}, LtAttribute{5, 4}, LtAttribute{6, 4}, LtAttribute{7, 4}, LtAttribute{8, 4}};

inline std::optional<LtTypes> lt_types(int compute, int scale, int a, int b, int c) {
  constexpr int f32 = 0, f64 = 1, fp16 = 2, int8 = 3, int32 = 10, bf16 = 14, e4m3 = 28, e5m2 = 29;
  if (compute == 70 && scale == f64 && a == f64 && b == f64 && c == f64) {
    return LtTypes{Dtype::f64, Dtype::f64, Dtype::f64};
  }
  if (compute == 72 && scale == int32 && a == int8 && b == int8 && c == int32) {
    return LtTypes{Dtype::int8, Dtype::int8, Dtype::int32};
  }
  if (scale != f32) return std::nullopt;
  if ((compute == 69 || compute == 77) && a == f32 && b == f32 && c == f32) {
    const Dtype read_as = compute == 77 ? Dtype::tf32 : Dtype::f32;
    return LtTypes{read_as, read_as, Dtype::f32};
  }
  if (compute != 68 || (c != f32 && c != bf16 && c != a)) return std::nullopt;
  const Dtype result = c == f32 ? Dtype::f32 : c == bf16 ? Dtype::bf16 : Dtype::fp16;
  const auto fp8 = [](int type) { return type == e4m3 ? Dtype::fp8_e4m3 : Dtype::fp8_e5m2; };
  if ((a == e4m3 || a == e5m2) && (b == e4m3 || b == e5m2) && c != a) {
    return LtTypes{fp8(a), fp8(b), result};
  }
  if (a != b || (a != bf16 && a != fp16) || (a == fp16 && c == bf16)) return std::nullopt;
  return LtTypes{a == bf16 ? Dtype::bf16 : Dtype::fp16, a == bf16 ? Dtype::bf16 : Dtype::fp16,
                 result};
}

inline bool lt_rules(const Product& product, bool scaled) {
  return cublaslt_rules(product, scaled);
}

}  // namespace steelyard::emulated
