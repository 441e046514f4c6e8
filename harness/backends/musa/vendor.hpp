#pragma once

#include "harness/backends/cuda_shaped/ex_library.hpp"
#include "harness/backends/cuda_shaped/type_tables.hpp"
#include "harness/backends/cuda_shaped/vendor.hpp"
#include "harness/backends/musa/libraries.hpp"

namespace steelyard::musa {

inline constexpr cuda_shaped::ExLibrary mublas{
    .what = "muBLAS",
    .files = "libmublas.so.1:libmublas.so",
    .shape = cuda_shaped::ExShape::cublas,
    .create = "mublasCreate",
    .destroy = "mublasDestroy",
    .set_stream = "mublasSetStream",
    .multiply = "mublasGemmEx",
    .multiply_batches = "mublasGemmStridedBatchedEx",
    .version = "mublasGetVersion",
    .types = cuda_shaped::cuda_types,
    .computes = cuda_shaped::adopted_computes,
    .operation_n = 111,
    .operation_t = 112,
};

inline constexpr cuda_shaped::Vendor vendor{
    .name = "musa",
    .description = "Moore Threads GPUs through MUSA",
    .what = "the MUSA runtime",
    .maker = "Moore Threads",
    .prefix = "musa",
    .runtime_files = "libmusart.so.5:libmusart.so.4:libmusart.so.1:libmusart.so",
    .folder_variable = "STEELYARD_MUSA_LIBRARIES",
    .folders = "/usr/local/musa/lib",
    .ex = &mublas,
    .collectives = &collectives,
    .telemetry = &telemetry,
};

}  // namespace steelyard::musa
