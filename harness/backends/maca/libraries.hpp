#pragma once

#include "harness/backends/cuda_shaped/collective_library.hpp"
#include "harness/backends/cuda_shaped/telemetry_library.hpp"

namespace steelyard::maca {

inline constexpr cuda_shaped::CollectiveLibrary collectives{
    .name = "MCCL",
    .files = "libmccl.so",
    .prefixes = "mccl:mxccl",  // a release renamed everything
    .all_to_all = cuda_shaped::AllToAll::one_type,
    .all_to_all_name = "AllToAll",
    .dtypes = cuda_shaped::nccl_dtypes,
    .settings = "MCCL_ALGO:MCCL_PROTO",
};

inline constexpr cuda_shaped::TelemetryLibrary telemetry{
    .name = "MXSML",
    .files = "libmxsml.so",
    .folders = "/opt/mxdriver/lib",
    .open = cuda_shaped::open_mxsml,
};

}  // namespace steelyard::maca
