#pragma once

#include "harness/backends/cuda_shaped/type_numbers.hpp"

namespace steelyard::cuda_shaped {

/// cudaDataType_t of library_types.h. Vendors that took over CUDA's enumerations took these too.
inline constexpr TypeNumbers cuda_types{
    .f64 = 1, .f32 = 0, .bf16 = 14, .fp16 = 2, .int8 = 3, .int32 = 10};

/// cublasComputeType_t of cublas_api.h. f32 is CUBLAS_COMPUTE_32F_PEDANTIC: no setting and no
/// variable can narrow it.
inline constexpr ComputeNumbers cuda_computes{
    .f64 = 70, .f32 = 69, .narrowed = 77, .mixed = 68, .int32 = 72};

/// Of vendors that took over CUDA's enumerations, as far as public sources use them: there is no
/// word of a pedantic arithmetic.
inline constexpr ComputeNumbers adopted_computes{
    .f64 = 70, .f32 = 68, .narrowed = 77, .mixed = 68, .int32 = 72};

}  // namespace steelyard::cuda_shaped
