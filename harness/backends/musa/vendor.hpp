#pragma once

#include "harness/backends/cuda_shaped/vendor.hpp"

namespace steelyard::musa {

inline constexpr cuda_shaped::Vendor vendor{
    .name = "musa",
    .description = "Moore Threads GPUs through MUSA",
    .what = "the MUSA runtime",
    .maker = "Moore Threads",
    .prefix = "musa",
    .runtime_files = "libmusart.so.4:libmusart.so",
    .folder_variable = "STEELYARD_MUSA_LIBRARIES",
    .folders = "/usr/local/musa/lib",
};

}  // namespace steelyard::musa
