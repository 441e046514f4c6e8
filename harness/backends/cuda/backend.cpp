#include "harness/backends/cuda_shaped/backend.hpp"
#include "harness/backends/cuda/vendor.hpp"

STEELYARD_EXPORT_BACKEND(steelyard::cuda_shaped::Backend<steelyard::cuda::vendor>)
