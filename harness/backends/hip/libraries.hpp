#pragma once

#include "harness/backends/cuda_shaped/collective_library.hpp"
#include "harness/backends/cuda_shaped/telemetry_library.hpp"

namespace steelyard::hip {

inline constexpr cuda_shaped::CollectiveLibrary collectives{
    .name = "RCCL",
    .files = "librccl.so.1:librccl.so",
    .prefixes = "nccl",
    .all_to_all = cuda_shaped::AllToAll::one_type,
    .all_to_all_name = "AllToAll",
    .dtypes = cuda_shaped::nccl_dtypes,
    .settings = "NCCL_ALGO:NCCL_PROTO",
};

inline constexpr cuda_shaped::TelemetryLibrary telemetry{
    .name = "ROCm SMI",
    .files = "librocm_smi64.so.7:librocm_smi64.so.6:librocm_smi64.so.5:librocm_smi64.so",
    .open = cuda_shaped::open_rocm_smi,
};

}  // namespace steelyard::hip
