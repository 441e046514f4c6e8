#include <fmt/format.h>

#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <utility>

#include "tests/emulated/ascend/library.hpp"
#include "tests/emulated/core/memory.hpp"

namespace steelyard::emulated::ascend {
namespace {

std::atomic<bool> is_initialised = false;
thread_local int thread_device = -1;
thread_local std::string last_message;
thread_local std::string told_message;

}  // namespace

int refuse(int code, const std::string& message) {
  last_message = "E" + std::to_string(code) + ": " + message;
  return code;
}

bool initialised() { return is_initialised; }

int current_device() { return thread_device; }

int require_device() {
  if (!initialised()) return refuse(ACL_ERROR_UNINITIALIZE, "aclInit was not called");
  if (thread_device < 0) {
    return refuse(ACL_ERROR_RT_CONTEXT_NULL, "this thread has set no device");
  }
  return ACL_SUCCESS;
}

int require_memory(const void* pointer, std::size_t bytes, const char* what) {
  if (const int code = require_device(); code != ACL_SUCCESS) return code;
  if (holds(pointer, bytes) && device_of(pointer) == thread_device) return ACL_SUCCESS;
  return refuse(ACL_ERROR_RT_PARAM_INVALID, fmt::format("{} is not {} bytes of device {}'s memory",
                                                        what, bytes, thread_device));
}

}  // namespace steelyard::emulated::ascend

using namespace steelyard::emulated;
using namespace steelyard::emulated::ascend;

aclError aclInit(const char*) {
  if (is_initialised.exchange(true)) {
    return refuse(ACL_ERROR_REPEAT_INITIALIZE, "aclInit was called before");
  }
  return ACL_SUCCESS;
}

const char* aclGetRecentErrMsg() {
  told_message = std::exchange(last_message, "");
  return told_message.empty() ? nullptr : told_message.c_str();
}

aclError aclrtGetVersion(std::int32_t* major, std::int32_t* minor, std::int32_t* patch) {
  *major = 1;
  *minor = 16;
  *patch = 0;
  return ACL_SUCCESS;
}

aclError aclrtGetDeviceCount(std::uint32_t* count) {
  if (!initialised()) return refuse(ACL_ERROR_UNINITIALIZE, "aclInit was not called");
  *count = devices;
  return ACL_SUCCESS;
}

aclError aclrtSetDevice(std::int32_t device) {
  if (!initialised()) return refuse(ACL_ERROR_UNINITIALIZE, "aclInit was not called");
  if (device < 0 || device >= devices) {
    return refuse(ACL_ERROR_RT_INVALID_DEVICEID, "there is no such device");
  }
  thread_device = device;
  return ACL_SUCCESS;
}

aclError aclrtSynchronizeDevice() {
  if (const int code = require_device(); code != ACL_SUCCESS) return code;
  return synchronize_streams(thread_device);
}

const char* aclrtGetSocName() {
  if (!initialised()) return nullptr;
  const char* const other = std::getenv("STEELYARD_EMULATED_ASCEND_SOC");
  return other == nullptr ? "Ascend910B2" : other;
}

aclError aclrtGetDeviceInfo(std::uint32_t device, aclrtDevAttr attribute, std::int64_t* value) {
  if (device >= devices || attribute != ACL_DEV_ATTR_L2_CACHE_SIZE) {
    return refuse(ACL_ERROR_INVALID_PARAM, "no such device or attribute");
  }
  *value = std::int64_t{1} << 20;
  return ACL_SUCCESS;
}

aclError aclrtDeviceGetPCIBusId(std::int32_t device, char* id, std::int32_t length) {
  if (device < 0 || device >= devices || length < 13) {
    return refuse(ACL_ERROR_INVALID_PARAM, "no such device, or fewer than 13 bytes");
  }
  if (std::getenv("STEELYARD_EMULATED_ASCEND_NO_PCI") != nullptr) {
    return refuse(ACL_ERROR_RT_FEATURE_NOT_SUPPORT, "the devices are not on PCIe");
  }
  std::snprintf(id, static_cast<std::size_t>(length), "%04x:%02x:00.0", 0, pci_bus_of(device));
  return ACL_SUCCESS;
}

aclError aclrtGetLogicDevIdByUserDevId(std::int32_t user_device, std::int32_t* logical_device) {
  if (user_device < 0 || user_device >= devices) {
    return refuse(ACL_ERROR_RT_INVALID_DEVICEID, "there is no such device");
  }
  *logical_device = user_device + first_logical_number;
  return ACL_SUCCESS;
}

aclError aclrtGetMemInfo(aclrtMemAttr attribute, std::size_t* free, std::size_t* total) {
  if (const int code = require_device(); code != ACL_SUCCESS) return code;
  if (attribute != ACL_HBM_MEM) return refuse(ACL_ERROR_INVALID_PARAM, "no memory of that kind");
  *free = free_bytes(thread_device);
  *total = total_bytes();
  return ACL_SUCCESS;
}

aclError aclrtMalloc(void** pointer, std::size_t bytes, aclrtMemMallocPolicy policy) {
  if (const int code = require_device(); code != ACL_SUCCESS) return code;
  if (pointer == nullptr || bytes == 0 || policy != ACL_MEM_MALLOC_HUGE_FIRST) {
    return refuse(ACL_ERROR_INVALID_PARAM, "no pointer, no bytes or another policy");
  }
  *pointer = allocate(thread_device, bytes);
  if (*pointer != nullptr) return ACL_SUCCESS;
  return refuse(ACL_ERROR_RT_MEMORY_ALLOCATION, fmt::format("no room for {} bytes", bytes));
}

aclError aclrtFree(void* pointer) {
  if (const int code = require_device(); code != ACL_SUCCESS) return code;
  if (release(pointer)) return ACL_SUCCESS;
  return refuse(ACL_ERROR_RT_PARAM_INVALID, "aclrtFree of what aclrtMalloc did not give");
}

namespace {

int check_copy(const void* to, std::size_t room, const void* from, std::size_t bytes,
               aclrtMemcpyKind kind) {
  if (const int code = require_device(); code != ACL_SUCCESS) return code;
  if (bytes == 0 || bytes > room) {
    return refuse(ACL_ERROR_INVALID_PARAM,
                  fmt::format("{} bytes are copied to where there is room for {}", bytes, room));
  }
  if (kind != ACL_MEMCPY_DEVICE_TO_HOST) {
    if (const int code = require_memory(to, room, "the destination"); code != 0) return code;
  } else if (holds(to, 1)) {
    return refuse(ACL_ERROR_INVALID_PARAM, "the destination is not the host's memory");
  }
  if (kind != ACL_MEMCPY_HOST_TO_DEVICE) return require_memory(from, bytes, "the source");
  return holds(from, 1) ? refuse(ACL_ERROR_INVALID_PARAM, "the source is not the host's memory")
                        : ACL_SUCCESS;
}

}  // namespace

aclError aclrtMemcpy(void* to, std::size_t room, const void* from, std::size_t bytes,
                     aclrtMemcpyKind kind) {
  if (const int code = check_copy(to, room, from, bytes, kind); code != ACL_SUCCESS) return code;
  std::memcpy(to, from, bytes);  // waits for no stream
  return ACL_SUCCESS;
}

aclError aclrtMemcpyAsync(void* to, std::size_t room, const void* from, std::size_t bytes,
                          aclrtMemcpyKind kind, aclrtStream handle) {
  if (kind != ACL_MEMCPY_DEVICE_TO_DEVICE) {
    return refuse(ACL_ERROR_INVALID_PARAM, "the host's memory is not page-locked");
  }
  if (const int code = check_copy(to, room, from, bytes, kind); code != ACL_SUCCESS) return code;
  const std::shared_ptr<Stream> stream = find_stream(handle);
  if (stream == nullptr) return ACL_ERROR_RT_STREAM_CONTEXT;
  stream->queue.enqueue([=] {
    std::memmove(to, from, bytes);
    return 0;
  });
  return ACL_SUCCESS;
}

aclError aclrtMemsetAsync(void* to, std::size_t room, std::int32_t value, std::size_t bytes,
                          aclrtStream handle) {
  if (bytes > room) return refuse(ACL_ERROR_INVALID_PARAM, "there is not so much room");
  if (const int code = require_memory(to, room, "the memory to set"); code != 0) return code;
  const std::shared_ptr<Stream> stream = find_stream(handle);
  if (stream == nullptr) return ACL_ERROR_RT_STREAM_CONTEXT;
  stream->queue.enqueue([=] {
    std::memset(to, value, bytes);
    return 0;
  });
  return ACL_SUCCESS;
}
