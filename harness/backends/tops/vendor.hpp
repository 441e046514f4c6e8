#pragma once

#include "harness/backends/cuda_shaped/vendor.hpp"
#include "harness/backends/tops/libraries.hpp"

namespace steelyard::tops {

inline constexpr cuda_shaped::Vendor vendor{
    .name = "tops",
    .description = "Enflame GCUs through TopsRider; its matrix library has no C interface",
    .what = "the TopsRider runtime",
    .maker = "Enflame",
    .prefix = "tops",
    .runtime_files = "libtopsrt.so",
    .folder_variable = "STEELYARD_TOPS_LIBRARIES",
    .folders = "/opt/tops/lib:/usr/lib",
    .l2_bytes = -1,
    .capability_major = -1,
    .capability_minor = -1,
    .collectives = &collectives,
};

}  // namespace steelyard::tops
