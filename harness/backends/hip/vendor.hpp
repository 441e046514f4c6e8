#pragma once

#include "harness/backends/cuda_shaped/ex_library.hpp"
#include "harness/backends/cuda_shaped/lt_library.hpp"
#include "harness/backends/cuda_shaped/vendor.hpp"
#include "harness/backends/hip/libraries.hpp"

namespace steelyard::hip {

// hipDataType and hipblasComputeType_t of ROCm 6 and later; which fp8 a chip multiplies (FNUZ on
// gfx942, OCP on gfx950) is what the library's heuristic answers.
inline constexpr cuda_shaped::LtLibrary hipblaslt{
    .what = "hipBLASLt",
    .prefix = "hipblasLt",
    .files = "libhipblaslt.so.1:libhipblaslt.so.0:libhipblaslt.so",
    .types = {.f32 = 0,
              .bf16 = 14,
              .fp16 = 2,
              .int8 = 3,
              .int32 = 10,
              .e4m3 = 28,
              .e5m2 = 29,
              .e4m3_fnuz = 1000,
              .e5m2_fnuz = 1001},
    .computes = {.f32 = 2, .narrowed = 6, .mixed = 2, .int32 = 9},
    .result = {.bytes = 56, .workspace = 24, .status = 32},
    .version = cuda_shaped::LtVersion::int_of_handle,
    .operation_n = 111,
    .operation_t = 112,
    .transpose_first = 0,
    .transpose_second = 1,
    .first_scale = 5,
    .second_scale = 6,
    .fast_accumulation = -1,
    .batch_count = 0,
    .batch_stride = 1,
    .alignment_of_first = -1,
    .configuration = {-1, -1, -1, -1},
    .narrowed_dtype = SY_XF32,
    .narrowed_sets = "gfx940:gfx941:gfx942",
    .narrowed_override = "HIPBLASLT_OVERRIDE_COMPUTE_TYPE_XF32",
};

// f64, and what hipBLASLt has no kernel for. rocBLAS names the sums' type, not an arithmetic.
inline constexpr cuda_shaped::ExLibrary rocblas{
    .what = "rocBLAS",
    .files = "librocblas.so.5:librocblas.so.4:librocblas.so.3:librocblas.so",
    .shape = cuda_shaped::ExShape::rocblas,
    .create = "rocblas_create_handle",
    .destroy = "rocblas_destroy_handle",
    .set_stream = "rocblas_set_stream",
    .multiply = "rocblas_gemm_ex",
    .multiply_batches = "rocblas_gemm_strided_batched_ex",
    .version = nullptr,
    .types = {.f64 = 152, .f32 = 151, .bf16 = 168, .fp16 = 150, .int8 = 160, .int32 = 162},
    .computes = {.f64 = 152, .f32 = 151, .mixed = 151, .int32 = 162},
    .operation_n = 111,
    .operation_t = 112,
    .algorithm = 0,
    .int8_multiple = 1,
};

inline constexpr cuda_shaped::Vendor vendor{
    .name = "hip",
    .description = "AMD GPUs and Hygon DCUs through HIP",
    .what = "the HIP runtime",
    .maker = "AMD",
    .prefix = "hip",
    .runtime_files = "libamdhip64.so.7:libamdhip64.so.6:libamdhip64.so.5:libamdhip64.so",
    .folder_variable = "STEELYARD_HIP_LIBRARIES",
    .folders = "/opt/rocm/lib:/opt/dtk/lib:/opt/dtk/hip/lib",
    .version_unit = 10'000'000,
    .properties_names = "GetDevicePropertiesR0600:GetDeviceProperties",
    .l2_bytes = 19,
    .capability_major = 23,
    .capability_minor = 61,
    .has_gfx_name = true,
    .lt = &hipblaslt,
    .ex = &rocblas,
    .collectives = &collectives,
    .telemetry = &telemetry,
};

}  // namespace steelyard::hip
