#pragma once

#include "harness/backends/cuda_shaped/vendor.hpp"

namespace steelyard::cuda {

inline constexpr cuda_shaped::Vendor vendor{
    .name = "cuda",
    .description = "NVIDIA GPUs, and chips that come with CUDA's names (Zhenwu, Iluvatar, Hygon)",
    .what = "the CUDA runtime",
    .maker = "NVIDIA",
    .prefix = "cuda",
    .runtime_files = "libcudart.so.13:libcudart.so.12:libcudart.so.11.0:libcudart.so",
    .folder_variable = "STEELYARD_CUDA_LIBRARIES",
    .folders =
        "/usr/local/cuda/lib64:/usr/local/cuda/targets/x86_64-linux/lib:"
        "/usr/local/PPU_SDK/CUDA_SDK/lib64:/usr/local/corex/lib64:/opt/dtk/cuda/lib64",
    .uuid_after_name = true,
};

}  // namespace steelyard::cuda
