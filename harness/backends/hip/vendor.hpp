#pragma once

#include "harness/backends/cuda_shaped/vendor.hpp"

namespace steelyard::hip {

inline constexpr cuda_shaped::Vendor vendor{
    .name = "hip",
    .description = "AMD GPUs and Hygon DCUs through HIP",
    .what = "the HIP runtime",
    .maker = "AMD",
    .prefix = "hip",
    .runtime_files = "libamdhip64.so.7:libamdhip64.so.6:libamdhip64.so.5:libamdhip64.so",
    .folder_variable = "STEELYARD_HIP_LIBRARIES",
    .folders = "/opt/rocm/lib:/opt/dtk/lib:/opt/dtk/hip/lib",
    .properties_names = "GetDevicePropertiesR0600:GetDeviceProperties",
    .l2_bytes = 19,
    .capability_major = 23,
    .capability_minor = 61,
    .has_gfx_name = true,
};

}  // namespace steelyard::hip
