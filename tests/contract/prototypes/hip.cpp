// Compiled where HIP's headers are installed: what harness/backends/hip takes for granted of the
// runtime. hipBLASLt's and rocBLAS's headers come with ROCm alone.

#include <hip/hip_runtime_api.h>
#include <hip/library_types.h>

#include <cstddef>

#include "harness/backends/cuda_shaped/runtime.hpp"
#include "harness/backends/cuda_shaped/status_meanings.hpp"
#include "harness/backends/hip/vendor.hpp"
#include "tests/contract/prototypes/prototype.hpp"

namespace steelyard::cuda_shaped {
namespace {

HOLDS(RuntimeFunctions, get_device_count, hipGetDeviceCount);
HOLDS(RuntimeFunctions, set_device, hipSetDevice);
HOLDS(RuntimeFunctions, get_attribute, hipDeviceGetAttribute);
HOLDS(RuntimeFunctions, get_properties, hipGetDeviceProperties);
HOLDS(RuntimeFunctions, get_pci_bus_id, hipDeviceGetPCIBusId);
HOLDS(RuntimeFunctions, driver_version, hipDriverGetVersion);
HOLDS(RuntimeFunctions, runtime_version, hipRuntimeGetVersion);
HOLDS(RuntimeFunctions, memory_info, hipMemGetInfo);
HOLDS(RuntimeFunctions, release, hipFree);
HOLDS(RuntimeFunctions, copy_kind_stream, hipMemcpyAsync);
HOLDS(RuntimeFunctions, fill, hipMemsetAsync);
HOLDS(RuntimeFunctions, stream_create, hipStreamCreateWithFlags);
HOLDS(RuntimeFunctions, stream_destroy, hipStreamDestroy);
HOLDS(RuntimeFunctions, stream_query, hipStreamQuery);
HOLDS(RuntimeFunctions, event_create, hipEventCreate);
HOLDS(RuntimeFunctions, event_destroy, hipEventDestroy);
HOLDS(RuntimeFunctions, event_record, hipEventRecord);
HOLDS(RuntimeFunctions, event_elapsed, hipEventElapsedTime);
HOLDS(RuntimeFunctions, last_error, hipGetLastError);
HOLDS(RuntimeFunctions, error_name, hipGetErrorName);
HOLDS(RuntimeFunctions, error_text, hipGetErrorString);
using prototypes::same;
using Malloc = hipError_t(void**, std::size_t);
constexpr Malloc& chosen_malloc = hipMalloc;  // of two overloads, the C function
static_assert(
    same<decltype(RuntimeFunctions::allocate), std::remove_reference_t<decltype(chosen_malloc)>>);

static_assert(hip::vendor.host_to_device == hipMemcpyHostToDevice);
static_assert(hip::vendor.device_to_host == hipMemcpyDeviceToHost);
static_assert(hip::vendor.device_to_device == hipMemcpyDeviceToDevice);
static_assert(hip::vendor.non_blocking == hipStreamNonBlocking);
static_assert(hip::vendor.l2_bytes == hipDeviceAttributeL2CacheSize);
static_assert(hip::vendor.capability_major == hipDeviceAttributeComputeCapabilityMajor);
static_assert(hip::vendor.capability_minor == hipDeviceAttributeComputeCapabilityMinor);
static_assert(offsetof(hipDeviceProp_t, name) == 0 && sizeof(hipDeviceProp_t::name) == 256);

constexpr int number_of(std::string_view end) {
  for (const Meaning& meaning : meanings) {
    if (meaning.end == end) return meaning.number;
  }
  return -1;
}
static_assert(hipSuccess == 0);
static_assert(number_of("NotReady") == hipErrorNotReady);
static_assert(number_of("OutOfMemory") == hipErrorOutOfMemory);
static_assert(number_of("NoDevice") == hipErrorNoDevice);
static_assert(number_of("InsufficientDriver") == hipErrorInsufficientDriver);
static_assert(number_of("InvalidValue") == hipErrorInvalidValue);
static_assert(number_of("IllegalAddress") == hipErrorIllegalAddress);
static_assert(number_of("LaunchTimeOut") == hipErrorLaunchTimeOut);
static_assert(number_of("LaunchFailure") == hipErrorLaunchFailure);
static_assert(number_of("ECCNotCorrectable") == hipErrorECCNotCorrectable);

static_assert(hip::hipblaslt.types.f32 == HIP_R_32F && hip::hipblaslt.types.fp16 == HIP_R_16F);

}  // namespace
}  // namespace steelyard::cuda_shaped
