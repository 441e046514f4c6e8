#pragma once

#include "harness/backends/cuda_shaped/collective_library.hpp"
#include "harness/backends/cuda_shaped/telemetry_library.hpp"

namespace steelyard::cuda {

inline constexpr cuda_shaped::CollectiveLibrary collectives{
    .name = "NCCL",
    .files = "libnccl.so.2:libnccl.so",
    .prefixes = "nccl",
    .all_to_all = cuda_shaped::AllToAll::one_type,
    .all_to_all_name = "AlltoAll",  // since 2.28
    .dtypes = cuda_shaped::nccl_dtypes,
    .settings = "NCCL_ALGO:NCCL_PROTO:NCCL_NVLS_ENABLE",
};

/// Zhenwu's own, where the SDK comes without NVML.
inline constexpr cuda_shaped::TelemetryLibrary hgml{
    .name = "HGML",
    .files = "libhgml.so.1:libhgml.so",
    .folders = "/usr/local/PPU_SDK/lib",
    .prefix = "hgml",
    .open = cuda_shaped::open_nvml,
};
/// Iluvatar's, with NVML's names.
inline constexpr cuda_shaped::TelemetryLibrary ixml{
    .name = "IXML",
    .files = "libixml.so",
    .folders = "/usr/local/corex/lib:/usr/local/corex/lib64",
    .prefix = "nvml",
    .open = cuda_shaped::open_nvml,
    .otherwise = &hgml,
};
inline constexpr cuda_shaped::TelemetryLibrary telemetry{
    .name = "NVML",
    .files = "libnvidia-ml.so.1",
    .prefix = "nvml",
    .open = cuda_shaped::open_nvml,
    .otherwise = &ixml,
};

}  // namespace steelyard::cuda
