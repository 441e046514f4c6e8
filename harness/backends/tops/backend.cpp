#include "harness/backends/cuda_shaped/backend.hpp"
#include "harness/backends/tops/vendor.hpp"

STEELYARD_EXPORT_BACKEND(steelyard::cuda_shaped::Backend<steelyard::tops::vendor>)
