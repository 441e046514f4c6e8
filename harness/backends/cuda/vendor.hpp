#pragma once

#include "harness/backends/cuda/libraries.hpp"
#include "harness/backends/cuda_shaped/lt_library.hpp"
#include "harness/backends/cuda_shaped/type_tables.hpp"
#include "harness/backends/cuda_shaped/vendor.hpp"

namespace steelyard::cuda {

inline constexpr cuda_shaped::TypeNumbers types = [] {
  cuda_shaped::TypeNumbers numbers = cuda_shaped::cuda_types;
  numbers.e4m3 = 28;
  numbers.e5m2 = 29;
  return numbers;
}();

inline constexpr cuda_shaped::LtLibrary cublaslt{
    .what = "cuBLASLt",
    .prefix = "cublasLt",
    .files = "libcublasLt.so.13:libcublasLt.so.12:libcublasLt.so.11:libcublasLt.so",
    .types = types,
    .computes = cuda_shaped::cuda_computes,
    .result = {.bytes = 96, .workspace = 64, .status = 72},
    .narrowed_override = "NVIDIA_TF32_OVERRIDE",
    .narrow_rule =
        "8-bit products want A plain and B transposed (trans nt), and n and k that are "
        "multiples of 4 for int8 and of 16 for fp8; one of two fp8 operands is e4m3",
};

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
    .version_unit = 1000,
    .uuid_after_name = true,
    .lt = &cublaslt,
    .collectives = &collectives,
    .telemetry = &telemetry,
};

}  // namespace steelyard::cuda
