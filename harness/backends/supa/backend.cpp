#include "harness/backends/cuda_shaped/backend.hpp"
#include "harness/backends/supa/vendor.hpp"

STEELYARD_EXPORT_BACKEND(steelyard::cuda_shaped::Backend<steelyard::supa::vendor>)
