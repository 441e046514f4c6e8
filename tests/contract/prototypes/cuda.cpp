// Compiled where CUDA's headers are installed: what harness/backends/cuda takes for granted.

#include <cublasLt.h>
#include <cuda_runtime_api.h>

#include <cstddef>

#include "harness/backends/cuda/vendor.hpp"
#include "harness/backends/cuda_shaped/lt_library.hpp"
#include "harness/backends/cuda_shaped/runtime.hpp"
#include "harness/backends/cuda_shaped/status_meanings.hpp"
#include "tests/contract/prototypes/prototype.hpp"

namespace steelyard::cuda_shaped {
namespace {

HOLDS(RuntimeFunctions, get_device_count, cudaGetDeviceCount);
HOLDS(RuntimeFunctions, set_device, cudaSetDevice);
HOLDS(RuntimeFunctions, get_attribute, cudaDeviceGetAttribute);
HOLDS(RuntimeFunctions, get_properties, cudaGetDeviceProperties);
HOLDS(RuntimeFunctions, get_pci_bus_id, cudaDeviceGetPCIBusId);
HOLDS(RuntimeFunctions, driver_version, cudaDriverGetVersion);
HOLDS(RuntimeFunctions, runtime_version, cudaRuntimeGetVersion);
HOLDS(RuntimeFunctions, memory_info, cudaMemGetInfo);
HOLDS(RuntimeFunctions, allocate, cudaMalloc);
HOLDS(RuntimeFunctions, release, cudaFree);
HOLDS(RuntimeFunctions, copy_kind_stream, cudaMemcpyAsync);
HOLDS(RuntimeFunctions, fill, cudaMemsetAsync);
HOLDS(RuntimeFunctions, stream_create, cudaStreamCreateWithFlags);
HOLDS(RuntimeFunctions, stream_destroy, cudaStreamDestroy);
HOLDS(RuntimeFunctions, stream_query, cudaStreamQuery);
HOLDS(RuntimeFunctions, event_create, cudaEventCreate);
HOLDS(RuntimeFunctions, event_destroy, cudaEventDestroy);
HOLDS(RuntimeFunctions, event_record, cudaEventRecord);
HOLDS(RuntimeFunctions, event_elapsed, cudaEventElapsedTime);
HOLDS(RuntimeFunctions, last_error, cudaGetLastError);
HOLDS(RuntimeFunctions, error_name, cudaGetErrorName);
HOLDS(RuntimeFunctions, error_text, cudaGetErrorString);

static_assert(cuda::vendor.host_to_device == cudaMemcpyHostToDevice);
static_assert(cuda::vendor.device_to_host == cudaMemcpyDeviceToHost);
static_assert(cuda::vendor.device_to_device == cudaMemcpyDeviceToDevice);
static_assert(cuda::vendor.non_blocking == cudaStreamNonBlocking);
static_assert(cuda::vendor.l2_bytes == cudaDevAttrL2CacheSize);
static_assert(cuda::vendor.capability_major == cudaDevAttrComputeCapabilityMajor);
static_assert(cuda::vendor.capability_minor == cudaDevAttrComputeCapabilityMinor);
static_assert(offsetof(cudaDeviceProp, name) == 0 && sizeof(cudaDeviceProp::name) == 256);
static_assert(offsetof(cudaDeviceProp, uuid) == 256 && sizeof(cudaDeviceProp::uuid) == 16);

constexpr int number_of(std::string_view end) {
  for (const Meaning& meaning : meanings) {
    if (meaning.end == end) return meaning.number;
  }
  return -1;
}
static_assert(cudaSuccess == 0);
static_assert(number_of("NotReady") == cudaErrorNotReady);
static_assert(number_of("MemoryAllocation") == cudaErrorMemoryAllocation);
static_assert(number_of("NoDevice") == cudaErrorNoDevice);
static_assert(number_of("InsufficientDriver") == cudaErrorInsufficientDriver);
static_assert(number_of("StubLibrary") == cudaErrorStubLibrary);
static_assert(number_of("InvalidValue") == cudaErrorInvalidValue);
static_assert(number_of("IllegalAddress") == cudaErrorIllegalAddress);
static_assert(number_of("LaunchTimeout") == cudaErrorLaunchTimeout);
static_assert(number_of("LaunchFailure") == cudaErrorLaunchFailure);
static_assert(number_of("HardwareStackError") == cudaErrorHardwareStackError);
static_assert(number_of("IllegalInstruction") == cudaErrorIllegalInstruction);
static_assert(number_of("MisalignedAddress") == cudaErrorMisalignedAddress);
static_assert(number_of("InvalidAddressSpace") == cudaErrorInvalidAddressSpace);
static_assert(number_of("InvalidPc") == cudaErrorInvalidPc);
static_assert(number_of("Assert") == cudaErrorAssert);
static_assert(number_of("ContextIsDestroyed") == cudaErrorContextIsDestroyed);
static_assert(number_of("ECCUncorrectable") == cudaErrorECCUncorrectable);
static_assert(number_of("NvlinkUncorrectable") == cudaErrorNvlinkUncorrectable);
static_assert(number_of("DevicesUnavailable") == cudaErrorDevicesUnavailable);

HOLDS(LtFunctions, create, cublasLtCreate);
HOLDS(LtFunctions, destroy, cublasLtDestroy);
HOLDS(LtFunctions, version_of_nothing, cublasLtGetVersion);
HOLDS(LtFunctions, product_create, cublasLtMatmulDescCreate);
HOLDS(LtFunctions, product_destroy, cublasLtMatmulDescDestroy);
HOLDS(LtFunctions, product_set, cublasLtMatmulDescSetAttribute);
HOLDS(LtFunctions, matrix_create, cublasLtMatrixLayoutCreate);
HOLDS(LtFunctions, matrix_destroy, cublasLtMatrixLayoutDestroy);
HOLDS(LtFunctions, matrix_set, cublasLtMatrixLayoutSetAttribute);
HOLDS(LtFunctions, preference_create, cublasLtMatmulPreferenceCreate);
HOLDS(LtFunctions, preference_destroy, cublasLtMatmulPreferenceDestroy);
HOLDS(LtFunctions, preference_set, cublasLtMatmulPreferenceSetAttribute);
HOLDS(LtFunctions, heuristic, cublasLtMatmulAlgoGetHeuristic);
HOLDS(LtFunctions, multiply, cublasLtMatmul);
HOLDS(LtFunctions, configuration, cublasLtMatmulAlgoConfigGetAttribute);
HOLDS(LtFunctions, status_name, cublasLtGetStatusName);

constexpr const LtLibrary& lt = cuda::cublaslt;
using Result = cublasLtMatmulHeuristicResult_t;
static_assert(lt.result.bytes == sizeof(Result));
static_assert(lt.result.workspace == offsetof(Result, workspaceSize));
static_assert(lt.result.status == offsetof(Result, state));
static_assert(offsetof(Result, algo) == 0);
static_assert(sizeof(cublasLtMatmulAlgo_t) == lt.result.workspace);
static_assert(CUBLAS_STATUS_SUCCESS == 0);
static_assert(lt.operation_n == CUBLAS_OP_N && lt.operation_t == CUBLAS_OP_T);
static_assert(lt.transpose_first == CUBLASLT_MATMUL_DESC_TRANSA);
static_assert(lt.transpose_second == CUBLASLT_MATMUL_DESC_TRANSB);
static_assert(lt.first_scale == CUBLASLT_MATMUL_DESC_A_SCALE_POINTER);
static_assert(lt.second_scale == CUBLASLT_MATMUL_DESC_B_SCALE_POINTER);
static_assert(lt.fast_accumulation == CUBLASLT_MATMUL_DESC_FAST_ACCUM);
static_assert(lt.batch_count == CUBLASLT_MATRIX_LAYOUT_BATCH_COUNT);
static_assert(lt.batch_stride == CUBLASLT_MATRIX_LAYOUT_STRIDED_BATCH_OFFSET);
static_assert(lt.largest_workspace == CUBLASLT_MATMUL_PREF_MAX_WORKSPACE_BYTES);
static_assert(lt.alignment_of_first == CUBLASLT_MATMUL_PREF_MIN_ALIGNMENT_A_BYTES);
static_assert(lt.alignment_of_first + 1 == CUBLASLT_MATMUL_PREF_MIN_ALIGNMENT_B_BYTES);
static_assert(lt.alignment_of_first + 2 == CUBLASLT_MATMUL_PREF_MIN_ALIGNMENT_C_BYTES);
static_assert(lt.alignment_of_first + 3 == CUBLASLT_MATMUL_PREF_MIN_ALIGNMENT_D_BYTES);
static_assert(lt.configuration[0] == CUBLASLT_ALGO_CONFIG_ID);
static_assert(lt.configuration[1] == CUBLASLT_ALGO_CONFIG_TILE_ID);
static_assert(lt.configuration[2] == CUBLASLT_ALGO_CONFIG_STAGES_ID);
static_assert(lt.configuration[3] == CUBLASLT_ALGO_CONFIG_SPLITK_NUM);
static_assert(lt.types.f64 == CUDA_R_64F && lt.types.f32 == CUDA_R_32F);
static_assert(lt.types.bf16 == CUDA_R_16BF && lt.types.fp16 == CUDA_R_16F);
static_assert(lt.types.int8 == CUDA_R_8I && lt.types.int32 == CUDA_R_32I);
static_assert(lt.types.e4m3 == CUDA_R_8F_E4M3 && lt.types.e5m2 == CUDA_R_8F_E5M2);
static_assert(lt.computes.f64 == CUBLAS_COMPUTE_64F);
static_assert(lt.computes.f32 == CUBLAS_COMPUTE_32F_PEDANTIC);
static_assert(lt.computes.narrowed == CUBLAS_COMPUTE_32F_FAST_TF32);
static_assert(lt.computes.mixed == CUBLAS_COMPUTE_32F);
static_assert(lt.computes.int32 == CUBLAS_COMPUTE_32I);

}  // namespace
}  // namespace steelyard::cuda_shaped
