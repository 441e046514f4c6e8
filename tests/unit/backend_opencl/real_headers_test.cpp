// The declarations of harness/backends/opencl/opencl_api.hpp against the real headers. Nothing
// runs: what differs does not compile.
#define CL_TARGET_OPENCL_VERSION 300
#define CL_USE_DEPRECATED_OPENCL_1_2_APIS
#include <CL/cl.h>
#include <CL/cl_ext.h>
#include <clblast_c.h>

#include <type_traits>

#include "harness/backends/opencl/opencl_api.hpp"

namespace steelyard::opencl {
namespace {

/// An enumeration as the integer that is passed for it.
template <class T, bool = std::is_enum_v<T>>
struct Passed {
  using type = T;
};
template <class T>
struct Passed<T, true> {
  // The real ones are unsigned or int; both are passed alike.
  using type = std::make_unsigned_t<std::underlying_type_t<T>>;
};

template <class Ours, class Theirs>
constexpr bool same_type =
    std::is_same_v<typename Passed<Ours>::type, typename Passed<Theirs>::type> ||
    // CLBlast returns an enumeration where this backend reads an integer of its size.
    (std::is_enum_v<Theirs>&& std::is_same_v<Ours, Int> && sizeof(Theirs) == sizeof(Int));

template <class Ours, class Theirs>
struct Same : std::false_type {};
template <class R, class... P, class S, class... Q>
struct Same<R(P...), S(Q...)> {
  static constexpr bool value = [] {
    if constexpr (sizeof...(P) == sizeof...(Q)) {
      return same_type<R, S> && (same_type<P, Q> && ...);
    } else {
      return false;
    }
  }();
};

#define SAME_FUNCTION(OURS, REAL) \
  static_assert(Same<OURS, std::remove_pointer_t<decltype(&::REAL)>>::value, #REAL " differs")
SAME_FUNCTION(call::GetPlatformIds, clGetPlatformIDs);
SAME_FUNCTION(call::GetPlatformInfo, clGetPlatformInfo);
SAME_FUNCTION(call::GetDeviceIds, clGetDeviceIDs);
SAME_FUNCTION(call::GetDeviceInfo, clGetDeviceInfo);
SAME_FUNCTION(call::CreateContext, clCreateContext);
SAME_FUNCTION(call::CreateQueue, clCreateCommandQueue);
SAME_FUNCTION(call::ReleaseQueue, clReleaseCommandQueue);
SAME_FUNCTION(call::CreateBuffer, clCreateBuffer);
SAME_FUNCTION(call::ReleaseMem, clReleaseMemObject);
SAME_FUNCTION(call::EnqueueMigrate, clEnqueueMigrateMemObjects);
SAME_FUNCTION(call::EnqueueWrite, clEnqueueWriteBuffer);
SAME_FUNCTION(call::EnqueueRead, clEnqueueReadBuffer);
SAME_FUNCTION(call::EnqueueCopy, clEnqueueCopyBuffer);
SAME_FUNCTION(call::EnqueueFill, clEnqueueFillBuffer);
SAME_FUNCTION(call::EnqueueMarker, clEnqueueMarkerWithWaitList);
SAME_FUNCTION(call::EnqueueKernel, clEnqueueNDRangeKernel);
SAME_FUNCTION(call::Flush, clFlush);
SAME_FUNCTION(call::Finish, clFinish);
SAME_FUNCTION(call::GetEventInfo, clGetEventInfo);
SAME_FUNCTION(call::GetProfilingInfo, clGetEventProfilingInfo);
SAME_FUNCTION(call::ReleaseEvent, clReleaseEvent);
SAME_FUNCTION(call::CreateProgram, clCreateProgramWithSource);
SAME_FUNCTION(call::BuildProgram, clBuildProgram);
SAME_FUNCTION(call::GetBuildInfo, clGetProgramBuildInfo);
SAME_FUNCTION(call::ReleaseProgram, clReleaseProgram);
SAME_FUNCTION(call::CreateKernel, clCreateKernel);
SAME_FUNCTION(call::SetKernelArg, clSetKernelArg);
SAME_FUNCTION(call::ReleaseKernel, clReleaseKernel);
SAME_FUNCTION(call::Gemm<float>, CLBlastSgemm);
SAME_FUNCTION(call::Gemm<double>, CLBlastDgemm);
SAME_FUNCTION(call::GemmBatched<float>, CLBlastSgemmStridedBatched);
SAME_FUNCTION(call::GemmBatched<double>, CLBlastDgemmStridedBatched);

#define SAME_VALUE(OURS, REAL) \
  static_assert(static_cast<long long>(OURS) == static_cast<long long>(REAL), #REAL " differs")
SAME_VALUE(code::success, CL_SUCCESS);
SAME_VALUE(code::device_not_found, CL_DEVICE_NOT_FOUND);
SAME_VALUE(code::device_not_available, CL_DEVICE_NOT_AVAILABLE);
SAME_VALUE(code::memory_allocation_failure, CL_MEM_OBJECT_ALLOCATION_FAILURE);
SAME_VALUE(code::out_of_resources, CL_OUT_OF_RESOURCES);
SAME_VALUE(code::out_of_host_memory, CL_OUT_OF_HOST_MEMORY);
SAME_VALUE(code::profiling_info_not_available, CL_PROFILING_INFO_NOT_AVAILABLE);
SAME_VALUE(code::build_program_failure, CL_BUILD_PROGRAM_FAILURE);
SAME_VALUE(code::invalid_value, CL_INVALID_VALUE);
SAME_VALUE(code::invalid_command_queue, CL_INVALID_COMMAND_QUEUE);
SAME_VALUE(code::invalid_buffer_size, CL_INVALID_BUFFER_SIZE);
SAME_VALUE(code::platform_not_found, CL_PLATFORM_NOT_FOUND_KHR);
SAME_VALUE(complete, CL_COMPLETE);
SAME_VALUE(type_cpu, CL_DEVICE_TYPE_CPU);
SAME_VALUE(type_all, CL_DEVICE_TYPE_ALL);
SAME_VALUE(queue_profiling, CL_QUEUE_PROFILING_ENABLE);
SAME_VALUE(memory_read_write, CL_MEM_READ_WRITE);
SAME_VALUE(migrate_content_undefined, CL_MIGRATE_MEM_OBJECT_CONTENT_UNDEFINED);
SAME_VALUE(info::platform_name, CL_PLATFORM_NAME);
SAME_VALUE(info::platform_version, CL_PLATFORM_VERSION);
SAME_VALUE(info::device_type, CL_DEVICE_TYPE);
SAME_VALUE(info::compute_units, CL_DEVICE_MAX_COMPUTE_UNITS);
SAME_VALUE(info::max_work_group_size, CL_DEVICE_MAX_WORK_GROUP_SIZE);
SAME_VALUE(info::max_allocation, CL_DEVICE_MAX_MEM_ALLOC_SIZE);
SAME_VALUE(info::global_cache_size, CL_DEVICE_GLOBAL_MEM_CACHE_SIZE);
SAME_VALUE(info::global_memory_size, CL_DEVICE_GLOBAL_MEM_SIZE);
SAME_VALUE(info::available, CL_DEVICE_AVAILABLE);
SAME_VALUE(info::compiler_available, CL_DEVICE_COMPILER_AVAILABLE);
SAME_VALUE(info::device_name, CL_DEVICE_NAME);
SAME_VALUE(info::device_vendor, CL_DEVICE_VENDOR);
SAME_VALUE(info::driver_version, CL_DRIVER_VERSION);
SAME_VALUE(info::device_version, CL_DEVICE_VERSION);
SAME_VALUE(info::double_fp_config, CL_DEVICE_DOUBLE_FP_CONFIG);
SAME_VALUE(info::native_vector_width_float, CL_DEVICE_NATIVE_VECTOR_WIDTH_FLOAT);
SAME_VALUE(info::native_vector_width_double, CL_DEVICE_NATIVE_VECTOR_WIDTH_DOUBLE);
SAME_VALUE(info::device_uuid, CL_DEVICE_UUID_KHR);
SAME_VALUE(info::pci_bus, CL_DEVICE_PCI_BUS_INFO_KHR);
SAME_VALUE(info::event_status, CL_EVENT_COMMAND_EXECUTION_STATUS);
SAME_VALUE(info::profiling_end, CL_PROFILING_COMMAND_END);
SAME_VALUE(info::build_log, CL_PROGRAM_BUILD_LOG);
SAME_VALUE(call::row_major, CLBlastLayoutRowMajor);
SAME_VALUE(call::transpose_no, CLBlastTransposeNo);
SAME_VALUE(call::transpose_yes, CLBlastTransposeYes);
static_assert(sizeof(PciBus) == sizeof(cl_device_pci_bus_info_khr));

}  // namespace
}  // namespace steelyard::opencl
