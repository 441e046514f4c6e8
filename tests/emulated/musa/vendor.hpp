#pragma once

// Names and numbers of MUSA as public sources use them. Its older releases number "not ready" as
// CUDA 9 did.

#include <array>
#include <optional>
#include <utility>

#include "tests/emulated/cuda_shaped/ex_rules.hpp"
#include "tests/emulated/cuda_shaped/runtime.hpp"

#define EMULATED_NAME "musa"
#define EMULATED_RUNTIME(word) musa##word
#define EMULATED_ALLOCATE musaMalloc
#define EMULATED_GET_PROPERTIES musaGetDeviceProperties
#define EMULATED_OUT_OF_MEMORY "ErrorMemoryAllocation"
#define EMULATED_EX(word) mublas##word
#define EMULATED_EX_CREATE mublasCreate
#define EMULATED_EX_DESTROY mublasDestroy
#define EMULATED_EX_SET_STREAM mublasSetStream

namespace steelyard::emulated {

inline constexpr ErrorCodes vendor_errors{.not_ready = 34};
inline constexpr const char* device_name = "MTT S4000";
inline constexpr bool has_uuid = false;
inline constexpr const char* gfx_name = "";
inline constexpr std::size_t gfx_offset = 0, properties_bytes = 1024;
inline constexpr std::array device_attributes{std::pair{38, 8388608}, std::pair{75, 3},
                                              std::pair{76, 1}};
inline constexpr int copy_host_to_device = 1, copy_device_to_host = 2, copy_device_to_device = 3;

inline constexpr ExStatus ex_status{1, 7, 15};
inline constexpr int ex_operation_n = 111, ex_operation_t = 112;

inline std::optional<ExTypes> ex_types(int compute, int a, int b, int c) {
  // Deployed releases have no product of bf16 in f32.
  if (a == 14 && c == 0) return std::nullopt;
  return cuda_ex_types(compute, a, b, c);
}
inline bool ex_rules(const Product& product) { return cublas_ex_rules(product); }

}  // namespace steelyard::emulated
