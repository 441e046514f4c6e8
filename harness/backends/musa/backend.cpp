#include "harness/backends/cuda_shaped/backend.hpp"
#include "harness/backends/musa/vendor.hpp"

STEELYARD_EXPORT_BACKEND(steelyard::cuda_shaped::Backend<steelyard::musa::vendor>)
