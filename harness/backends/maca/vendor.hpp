#pragma once

#include "harness/backends/cuda_shaped/vendor.hpp"

namespace steelyard::maca {

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
};

}  // namespace steelyard::maca
