#pragma once

#include "harness/backends/cuda_shaped/ex_library.hpp"
#include "harness/backends/cuda_shaped/type_tables.hpp"
#include "harness/backends/cuda_shaped/vendor.hpp"
#include "harness/backends/maca/libraries.hpp"

namespace steelyard::maca {

inline constexpr cuda_shaped::ExLibrary mcblas{
    .what = "mcBLAS",
    .files = "libmcblas.so",
    .shape = cuda_shaped::ExShape::cublas,
    .create = "mcblasCreate",
    .destroy = "mcblasDestroy",
    .set_stream = "mcblasSetStream",
    .multiply = "mcblasGemmEx",
    .multiply_batches = "mcblasGemmStridedBatchedEx",
    .version = "mcblasGetVersion",
    .types = cuda_shaped::cuda_types,
    .computes = cuda_shaped::adopted_computes,
    .operation_n = 0,
    .operation_t = 1,
};

inline constexpr cuda_shaped::Vendor vendor{
    .name = "maca",
    .description = "MetaX GPUs through MACA",
    .what = "the MACA runtime",
    .maker = "MetaX",
    .prefix = "mc",
    .runtime_files = "libmcruntime.so",
    .folder_variable = "STEELYARD_MACA_LIBRARIES",
    .folders = "/opt/maca/lib",
    .l2_bytes = -1,
    .capability_major = -1,
    .capability_minor = -1,
    .ex = &mcblas,
    .collectives = &collectives,
    .telemetry = &telemetry,
};

}  // namespace steelyard::maca
