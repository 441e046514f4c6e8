#pragma once

#include "harness/backends/cuda_shaped/vendor.hpp"
#include "harness/backends/supa/libraries.hpp"

namespace steelyard::supa {

using cuda_shaped::CopyOrder;
inline constexpr cuda_shaped::Vendor vendor{
    .name = "supa",
    .description = "Biren GPUs through BIRENSUPA; no matrix library is public",
    .what = "the BIRENSUPA runtime",
    .maker = "Biren",
    .prefix = "su",
    .runtime_files = "libsupa-runtime.so",
    .folder_variable = "STEELYARD_SUPA_LIBRARIES",
    .folders = "/usr/local/supa/lib:/usr/local/birensupa/sdk/latest/supa/lib",
    .allocate_name = "MallocDevice",
    .copy_order = CopyOrder::stream_kind,
    .l2_bytes = -1,
    .capability_major = -1,
    .capability_minor = -1,
    .collectives = &collectives,
};

}  // namespace steelyard::supa
