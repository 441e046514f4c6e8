#include "harness/backends/opencl/status.hpp"

#include <fmt/format.h>

#include "harness/device/kit/guard.hpp"

namespace steelyard::opencl {
namespace {

struct NamedCode {
  Int code;
  const char* name;
};
constexpr NamedCode names[] = {
    {code::device_not_found, "CL_DEVICE_NOT_FOUND"},
    {code::device_not_available, "CL_DEVICE_NOT_AVAILABLE"},
    {code::memory_allocation_failure, "CL_MEM_OBJECT_ALLOCATION_FAILURE"},
    {code::out_of_resources, "CL_OUT_OF_RESOURCES"},
    {code::out_of_host_memory, "CL_OUT_OF_HOST_MEMORY"},
    {code::profiling_info_not_available, "CL_PROFILING_INFO_NOT_AVAILABLE"},
    {-8, "CL_MEM_COPY_OVERLAP"},
    {code::build_program_failure, "CL_BUILD_PROGRAM_FAILURE"},
    {-14, "CL_EXEC_STATUS_ERROR_FOR_EVENTS_IN_WAIT_LIST"},
    {code::invalid_value, "CL_INVALID_VALUE"},
    {code::invalid_command_queue, "CL_INVALID_COMMAND_QUEUE"},
    {-38, "CL_INVALID_MEM_OBJECT"},
    {-54, "CL_INVALID_WORK_GROUP_SIZE"},
    {code::invalid_buffer_size, "CL_INVALID_BUFFER_SIZE"},
    {code::platform_not_found, "CL_PLATFORM_NOT_FOUND_KHR"},
    {-2045, "CLBlastNoHalfPrecision"},
    {-2046, "CLBlastNoDoublePrecision"},
    {code::invalid_memory_access, "an invalid access to memory"}};

bool is_out_of_memory(Int code) {
  return code == code::memory_allocation_failure || code == code::out_of_resources ||
         code == code::out_of_host_memory || code == code::invalid_buffer_size;
}

/// A queue of ours is valid until the driver has given the device up.
bool is_lost(Int code) {
  return code == code::device_not_available || code == code::invalid_command_queue ||
         code == code::invalid_memory_access;
}

}  // namespace

std::string name_of(Int code) {
  for (const NamedCode& named : names) {
    if (named.code == code) return fmt::format("{} ({})", named.name, code);
  }
  return fmt::format("code {}", code);
}

void check(Int code, const char* what) {
  if (code == code::success) return;
  const sy_status status = is_out_of_memory(code) ? SY_OUT_OF_MEMORY
                           : is_lost(code)        ? SY_DEVICE_LOST
                                                  : SY_FAILED;
  throw kit::Failure(status, fmt::format("OpenCL could not {}: {}.", what, name_of(code)));
}

void check_execution(Int status) {
  if (status >= complete) return;
  throw kit::Failure(is_lost(status) ? SY_DEVICE_LOST : SY_FAILED,
                     fmt::format("Enqueued work ended with {}.", name_of(status)));
}

}  // namespace steelyard::opencl
