#pragma once

#include <cstddef>
#include <cstdint>

/// What this backend uses of OpenCL 1.2 and CLBlast 1.5: its own declarations, so that neither is
/// needed to build, and the functions of the libraries that are found when the backend is used.
/// Where the real headers are installed, a test holds every line against them.
extern "C" {
struct _cl_platform_id;
struct _cl_device_id;
struct _cl_context;
struct _cl_command_queue;
struct _cl_mem;
struct _cl_program;
struct _cl_kernel;
struct _cl_event;
}

namespace steelyard::opencl {

using Platform = ::_cl_platform_id*;
using DeviceId = ::_cl_device_id*;
using Context = ::_cl_context*;
using Queue = ::_cl_command_queue*;
using Mem = ::_cl_mem*;
using Program = ::_cl_program*;
using Kernel = ::_cl_kernel*;
using EventHandle = ::_cl_event*;

using Int = std::int32_t;
using Uint = std::uint32_t;
using Bits = std::uint64_t;

namespace code {
constexpr Int success = 0;
constexpr Int device_not_found = -1;
constexpr Int device_not_available = -2;
constexpr Int memory_allocation_failure = -4;
constexpr Int out_of_resources = -5;
constexpr Int out_of_host_memory = -6;
constexpr Int profiling_info_not_available = -7;
constexpr Int build_program_failure = -11;
constexpr Int invalid_value = -30;
constexpr Int invalid_command_queue = -36;
constexpr Int invalid_buffer_size = -61;
constexpr Int platform_not_found = -1001;     ///< cl_khr_icd
constexpr Int invalid_memory_access = -9999;  ///< NVIDIA: a kernel read or wrote where it may not
}  // namespace code

constexpr Int complete = 0;  ///< of an event
constexpr Bits type_cpu = Bits{1} << 1;
constexpr Bits type_all = 0xFFFFFFFF;
constexpr Bits queue_profiling = Bits{1} << 1;
constexpr Bits memory_read_write = Bits{1} << 0;
constexpr Bits migrate_content_undefined = Bits{1} << 1;

namespace info {
constexpr Uint platform_name = 0x0902;
constexpr Uint platform_version = 0x0901;
constexpr Uint device_type = 0x1000;
constexpr Uint compute_units = 0x1002;
constexpr Uint max_work_group_size = 0x1004;
constexpr Uint max_allocation = 0x1010;
constexpr Uint global_cache_size = 0x101E;
constexpr Uint global_memory_size = 0x101F;
constexpr Uint available = 0x1027;
constexpr Uint compiler_available = 0x1028;
constexpr Uint device_name = 0x102B;
constexpr Uint device_vendor = 0x102C;
constexpr Uint driver_version = 0x102D;
constexpr Uint device_version = 0x102F;
constexpr Uint double_fp_config = 0x1032;
constexpr Uint native_vector_width_float = 0x103A;
constexpr Uint native_vector_width_double = 0x103B;
constexpr Uint device_uuid = 0x106A;  ///< cl_khr_device_uuid: 16 bytes
constexpr Uint pci_bus = 0x410F;      ///< cl_khr_pci_bus_info: PciBus
constexpr Uint event_status = 0x11D3;
constexpr Uint profiling_end = 0x1283;
constexpr Uint build_log = 0x1183;
}  // namespace info

/// What info::pci_bus answers.
struct PciBus {
  Uint domain, bus, device, function;
};

namespace call {
using GetPlatformIds = Int(Uint, Platform*, Uint*);
using GetPlatformInfo = Int(Platform, Uint, std::size_t, void*, std::size_t*);
using GetDeviceIds = Int(Platform, Bits, Uint, DeviceId*, Uint*);
using GetDeviceInfo = Int(DeviceId, Uint, std::size_t, void*, std::size_t*);
using CreateContext = Context(const std::intptr_t*, Uint, const DeviceId*,
                              void (*)(const char*, const void*, std::size_t, void*), void*, Int*);
using CreateQueue = Queue(Context, DeviceId, Bits, Int*);
using ReleaseQueue = Int(Queue);
using CreateBuffer = Mem(Context, Bits, std::size_t, void*, Int*);
using ReleaseMem = Int(Mem);
using EnqueueMigrate = Int(Queue, Uint, const Mem*, Bits, Uint, const EventHandle*, EventHandle*);
using EnqueueWrite = Int(Queue, Mem, Uint, std::size_t, std::size_t, const void*, Uint,
                         const EventHandle*, EventHandle*);
using EnqueueRead = Int(Queue, Mem, Uint, std::size_t, std::size_t, void*, Uint, const EventHandle*,
                        EventHandle*);
using EnqueueCopy = Int(Queue, Mem, Mem, std::size_t, std::size_t, std::size_t, Uint,
                        const EventHandle*, EventHandle*);
using EnqueueFill = Int(Queue, Mem, const void*, std::size_t, std::size_t, std::size_t, Uint,
                        const EventHandle*, EventHandle*);
using EnqueueMarker = Int(Queue, Uint, const EventHandle*, EventHandle*);
using EnqueueKernel = Int(Queue, Kernel, Uint, const std::size_t*, const std::size_t*,
                          const std::size_t*, Uint, const EventHandle*, EventHandle*);
using Flush = Int(Queue);
using Finish = Int(Queue);
using GetEventInfo = Int(EventHandle, Uint, std::size_t, void*, std::size_t*);
using GetProfilingInfo = Int(EventHandle, Uint, std::size_t, void*, std::size_t*);
using ReleaseEvent = Int(EventHandle);
using CreateProgram = Program(Context, Uint, const char**, const std::size_t*, Int*);
using BuildProgram = Int(Program, Uint, const DeviceId*, const char*, void (*)(Program, void*),
                         void*);
using GetBuildInfo = Int(Program, DeviceId, Uint, std::size_t, void*, std::size_t*);
using ReleaseProgram = Int(Program);
using CreateKernel = Kernel(Program, const char*, Int*);
using SetKernelArg = Int(Kernel, Uint, std::size_t, const void*);
using ReleaseKernel = Int(Kernel);

/// CLBlast, whose enumerations have these values.
enum Layout : Uint { row_major = 101 };
enum Transpose : Uint { transpose_no = 111, transpose_yes = 112 };
template <class T>
using Gemm = Int(Layout, Transpose, Transpose, std::size_t m, std::size_t n, std::size_t k, T alpha,
                 Mem a, std::size_t a_offset, std::size_t a_ld, Mem b, std::size_t b_offset,
                 std::size_t b_ld, T beta, Mem c, std::size_t c_offset, std::size_t c_ld, Queue*,
                 EventHandle*);
template <class T>
using GemmBatched = Int(Layout, Transpose, Transpose, std::size_t m, std::size_t n, std::size_t k,
                        T alpha, Mem a, std::size_t a_offset, std::size_t a_ld,
                        std::size_t a_stride, Mem b, std::size_t b_offset, std::size_t b_ld,
                        std::size_t b_stride, T beta, Mem c, std::size_t c_offset, std::size_t c_ld,
                        std::size_t c_stride, std::size_t batch, Queue*, EventHandle*);
}  // namespace call

/// The functions, from libOpenCL and libclblast.
struct Api {
  call::GetPlatformIds* get_platform_ids;
  call::GetPlatformInfo* get_platform_info;
  call::GetDeviceIds* get_device_ids;
  call::GetDeviceInfo* get_device_info;
  call::CreateContext* create_context;
  call::CreateQueue* create_queue;
  call::ReleaseQueue* release_queue;
  call::CreateBuffer* create_buffer;
  call::ReleaseMem* release_mem;
  call::EnqueueMigrate* enqueue_migrate;
  call::EnqueueWrite* enqueue_write;
  call::EnqueueRead* enqueue_read;
  call::EnqueueCopy* enqueue_copy;
  call::EnqueueFill* enqueue_fill;
  call::EnqueueMarker* enqueue_marker;
  call::EnqueueKernel* enqueue_kernel;
  call::Flush* flush;
  call::Finish* finish;
  call::GetEventInfo* get_event_info;
  call::GetProfilingInfo* get_profiling_info;
  call::ReleaseEvent* release_event;
  call::CreateProgram* create_program;
  call::BuildProgram* build_program;
  call::GetBuildInfo* get_build_info;
  call::ReleaseProgram* release_program;
  call::CreateKernel* create_kernel;
  call::SetKernelArg* set_kernel_arg;
  call::ReleaseKernel* release_kernel;
  call::Gemm<float>* sgemm;
  call::Gemm<double>* dgemm;
  call::GemmBatched<float>* sgemm_batched;
  call::GemmBatched<double>* dgemm_batched;
};

/// The libraries are opened when this is first called, and stay open. Throws kit::Failure
/// (SY_UNSUPPORTED) with what is missing.
const Api& api();

}  // namespace steelyard::opencl
