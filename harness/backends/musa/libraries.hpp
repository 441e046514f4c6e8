#pragma once

#include "harness/backends/cuda_shaped/collective_library.hpp"
#include "harness/backends/cuda_shaped/telemetry_library.hpp"

namespace steelyard::musa {

inline constexpr cuda_shaped::CollectiveLibrary collectives{
    .name = "MCCL",
    .files = "libmccl.so.2:libmccl.so",
    .prefixes = "mccl",
    .dtypes = cuda_shaped::nccl_dtypes,
    .settings = "MCCL_ALGO:MCCL_PROTO",
};

inline constexpr cuda_shaped::TelemetryLibrary telemetry{
    .name = "MTML",
    .files = "libmtml.so.2:libmtml.so",
    .open = cuda_shaped::open_mtml,
};

}  // namespace steelyard::musa
