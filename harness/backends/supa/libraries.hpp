#pragma once

#include "harness/backends/cuda_shaped/collective_library.hpp"

namespace steelyard::supa {

/// The header is not public: that it has these types is known, their numbers are assumed to be
/// NCCL's. It has neither fp64 nor fp16.
inline constexpr cuda_shaped::CollectiveDtype collective_dtypes[] = {
    {SY_INT8, 0}, {SY_UINT8, 1}, {SY_INT32, 2}, {SY_F32, 7}, {SY_BF16, 9},
};
inline constexpr cuda_shaped::CollectiveLibrary collectives{
    .name = "SUCCL",
    .files = "libsuccl.so",
    .prefixes = "succl",
    .unique_id_bytes = cuda_shaped::unknown_id_bytes,
    .id_size_is_known = false,
    .dtypes = collective_dtypes,
    .numbers_are_known = false,
};

}  // namespace steelyard::supa
