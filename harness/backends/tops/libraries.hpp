#pragma once

#include "harness/backends/cuda_shaped/collective_library.hpp"

namespace steelyard::tops {

/// Types of eight bytes are moved and not reduced.
inline constexpr cuda_shaped::CollectiveDtype collective_dtypes[] = {
    {SY_INT8, 0}, {SY_UINT8, 1}, {SY_INT32, 2}, {SY_FP16, 6}, {SY_F32, 7}, {SY_BF16, 9},
};
inline constexpr cuda_shaped::CollectiveLibrary collectives{
    .name = "ECCL",
    .files = "libeccl.so",
    .prefixes = "eccl",
    .all_to_all = cuda_shaped::AllToAll::two_types,
    .all_to_all_name = "Alltoall",
    .dtypes = collective_dtypes,
};

}  // namespace steelyard::tops
