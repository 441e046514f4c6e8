#pragma once

#include "harness/backends/cuda_shaped/collective_library.hpp"
#include "harness/backends/cuda_shaped/telemetry_library.hpp"

namespace steelyard::kunlun {

/// The names are public, the header is not: the numbers are assumed. There is no signed type of one
/// byte; sums are the same in the unsigned one.
inline constexpr cuda_shaped::CollectiveDtype collective_dtypes[] = {
    {SY_UINT8, 0},
    {SY_F32, 1},
    {SY_FP16, 2},
    {SY_INT32, 3},
    {SY_F64, 5},
    {SY_BF16, 6},
    {SY_INT8, 0, cuda_shaped::Reduces::sum},
};
inline constexpr cuda_shaped::CollectiveLibrary collectives{
    .name = "BKCL",
    .files = "libbkcl.so",
    .folders = "/usr/local/xccl/so:/usr/local/xccl/lib",
    .shape = cuda_shaped::CollectiveShape::bkcl,
    .prefixes = "bkcl_",
    .all_to_all = cuda_shaped::AllToAll::one_type,
    .all_to_all_name = "all_to_all",
    .unique_id_bytes = cuda_shaped::unknown_id_bytes,
    .id_size_is_known = false,
    .dtypes = collective_dtypes,
    .sum = 0,
    .max = 3,
    .min = 2,
    .numbers_are_known = false,
    .settings = "BKCL_USE_AR:BKCL_RING_OPT:BKCL_TREE_THRESHOLD:BKCL_RDMA_FORCE_TREE",
};

inline constexpr cuda_shaped::TelemetryLibrary telemetry{
    .name = "XPUML",
    .files = "libxpuml.so.1:libxpuml.so",
    .folders = "/usr/local/xpu/so:/usr/local/xpu/lib",
    .open = cuda_shaped::open_xpuml,
};

}  // namespace steelyard::kunlun
