#pragma once

// CUDA's names as XRE 5 exports them.

#include <array>
#include <utility>

#include "tests/emulated/cuda_shaped/runtime.hpp"

#define EMULATED_NAME "cuda"
#define EMULATED_RUNTIME(word) cuda##word
#define EMULATED_ALLOCATE cudaMalloc
#define EMULATED_GET_PROPERTIES cudaGetDeviceProperties
#define EMULATED_OUT_OF_MEMORY "ErrorMemoryAllocation"

namespace steelyard::emulated {

inline constexpr ErrorCodes vendor_errors{};
inline constexpr const char* device_name = "Kunlun P800";
inline constexpr bool has_uuid = false;
inline constexpr const char* gfx_name = "";
inline constexpr std::size_t gfx_offset = 0, properties_bytes = 1024;
inline constexpr std::array device_attributes{std::pair{38, 8388608}, std::pair{75, 3},
                                              std::pair{76, 1}};
inline constexpr int copy_host_to_device = 1, copy_device_to_host = 2, copy_device_to_device = 3;

}  // namespace steelyard::emulated
