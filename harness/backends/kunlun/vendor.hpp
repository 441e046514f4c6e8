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
    .other_file = "libxpurt.so.2:libxpurt.so.1:libxpurt.so",
    .other_sentence =
        "Kunlun's native runtime libxpurt.so is there, without the CUDA names of XRE 5 "
        "(libcudart.so). Its events tell no times, so nothing can be measured through it; install "
        "XRE 5, or name the folder of its libcudart.so in STEELYARD_KUNLUN_LIBRARIES.",
    .collectives = &collectives,
    .telemetry = &telemetry,
};

}  // namespace steelyard::kunlun
