#include "harness/backends/opencl/opencl_api.hpp"

#include "harness/device/kit/vendor_library.hpp"

namespace steelyard::opencl {
namespace {

constexpr const char* folder_variable = "STEELYARD_OPENCL_LIBRARIES";

Api load() {
  // OpenCL first: CLBlast needs a file of that name too, and is then given this one.
  const auto opencl = kit::VendorLibrary::open(
      {.what = "OpenCL",
       .files = {"libOpenCL.so.1", "libOpenCL.so"},
       .folder_variable = folder_variable,
       .folders = {"/opt/rocm/lib", "/opt/rocm/opencl/lib", "/usr/local/cuda/lib64"}});
  const auto clblast =
      kit::VendorLibrary::open({.what = "CLBlast 1.4 or newer, for multiplications",
                                .files = {"libclblast.so.1", "libclblast.so"},
                                .folder_variable = folder_variable,
                                .folders = {"/usr/local/lib"}});
  Api api{};
  const auto from_opencl = [&]<class Function>(Function*& slot, const char* name) {
    slot = opencl.function<Function>(name);
  };
  from_opencl(api.get_platform_ids, "clGetPlatformIDs");
  from_opencl(api.get_platform_info, "clGetPlatformInfo");
  from_opencl(api.get_device_ids, "clGetDeviceIDs");
  from_opencl(api.get_device_info, "clGetDeviceInfo");
  from_opencl(api.create_context, "clCreateContext");
  from_opencl(api.create_queue, "clCreateCommandQueue");
  from_opencl(api.release_queue, "clReleaseCommandQueue");
  from_opencl(api.create_buffer, "clCreateBuffer");
  from_opencl(api.release_mem, "clReleaseMemObject");
  from_opencl(api.enqueue_migrate, "clEnqueueMigrateMemObjects");
  from_opencl(api.enqueue_write, "clEnqueueWriteBuffer");
  from_opencl(api.enqueue_read, "clEnqueueReadBuffer");
  from_opencl(api.enqueue_copy, "clEnqueueCopyBuffer");
  from_opencl(api.enqueue_fill, "clEnqueueFillBuffer");
  from_opencl(api.enqueue_marker, "clEnqueueMarkerWithWaitList");
  from_opencl(api.enqueue_kernel, "clEnqueueNDRangeKernel");
  from_opencl(api.flush, "clFlush");
  from_opencl(api.finish, "clFinish");
  from_opencl(api.get_event_info, "clGetEventInfo");
  from_opencl(api.get_profiling_info, "clGetEventProfilingInfo");
  from_opencl(api.release_event, "clReleaseEvent");
  from_opencl(api.create_program, "clCreateProgramWithSource");
  from_opencl(api.build_program, "clBuildProgram");
  from_opencl(api.get_build_info, "clGetProgramBuildInfo");
  from_opencl(api.release_program, "clReleaseProgram");
  from_opencl(api.create_kernel, "clCreateKernel");
  from_opencl(api.set_kernel_arg, "clSetKernelArg");
  from_opencl(api.release_kernel, "clReleaseKernel");
  api.sgemm = clblast.function<call::Gemm<float>>("CLBlastSgemm");
  api.dgemm = clblast.function<call::Gemm<double>>("CLBlastDgemm");
  api.sgemm_batched = clblast.function<call::GemmBatched<float>>("CLBlastSgemmStridedBatched");
  api.dgemm_batched = clblast.function<call::GemmBatched<double>>("CLBlastDgemmStridedBatched");
  return api;
}

}  // namespace

const Api& api() {
  static const Api of_process = load();
  return of_process;
}

}  // namespace steelyard::opencl
