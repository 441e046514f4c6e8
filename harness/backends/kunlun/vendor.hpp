#pragma once

#include "harness/backends/cuda_shaped/vendor.hpp"
#include "harness/backends/kunlun/libraries.hpp"

namespace steelyard::kunlun {

inline constexpr cuda_shaped::Vendor vendor{
    .name = "kunlun",
    .description = "Baidu Kunlun chips through XRE5's CUDA names",
    .what = "XRE5's runtime",
    .maker = "Baidu Kunlun",
    .prefix = "cuda",
    .runtime_files = "libcudart.so.12:libcudart.so",
    .folder_variable = "STEELYARD_KUNLUN_LIBRARIES",
    .folders = "/usr/local/xpu/lib64:/usr/local/xcudart/lib",
    // NVIDIA's runtime has the same file name: only beside Kunlun's own is it Kunlun's.
    .companion_files = "libxpurt.so.2:libxpurt.so.1:libxpurt.so",
    .companion_what = "Kunlun's native runtime",
    .companion_alone =
        "Kunlun's native runtime is there, but its events tell no times, so that "
        "nothing can be measured without XRE 5's CUDA names.",
    .version_unit = 1000,
    .collectives = &collectives,
    .telemetry = &telemetry,
};

}  // namespace steelyard::kunlun
