// The runtime that all CUDA-shaped vendors share, under the names of one of them.

#include "tests/emulated/cuda_shaped/runtime.hpp"

#include <array>
#include <atomic>
#include <cstdint>
#include <cstdio>
#include <cstring>

#include "tests/emulated/core/faults.hpp"
#include "tests/emulated/core/memory.hpp"
#include "tests/emulated/cuda_shaped/handles.hpp"
#include EMULATED_VENDOR

namespace steelyard::emulated {
namespace {

constexpr int device_count = 8;
/// What the fault async_error leaves alone, so that a device can be opened and its libraries asked.
constexpr std::size_t spared_fill_bytes = 32768, spared_copy_bytes = 64;
constexpr ErrorCodes errors = vendor_errors;

thread_local int device_of_thread = 0;
thread_local int last_error = 0;
std::array<std::atomic<int>, device_count> lost_by{};

/// How many streams were destroyed; work that hangs waits for it to change.
std::atomic<int> destroyed_streams{0};

void hang_until_a_stream_is_destroyed() {
  const int before = destroyed_streams;
  destroyed_streams.wait(before);
}

struct EventObject {
  explicit EventObject(int on) : device(on) {}
  int device;
  Mark mark;
};

int fail(int code) {
  // As with CUDA: "not ready" is an answer and no error to be remembered.
  if (code != 0 && code != errors.not_ready) last_error = code;
  return code;
}

std::shared_ptr<EventObject> event_of(void* handle) {
  return Handles<EventObject>::all().find(handle);
}

bool is_device_memory(const void* pointer, std::size_t bytes) {
  return device_of(pointer) == device_of_thread && holds(pointer, bytes);
}

/// Does each side lie where the kind of the copy says?
bool sides_fit(int kind, void* to, const void* from, std::size_t bytes) {
  const bool to_device = is_device_memory(to, bytes);
  const bool from_device = is_device_memory(from, bytes);
  if (kind == copy_host_to_device) return to_device && device_of(from) < 0;
  if (kind == copy_device_to_host) return from_device && device_of(to) < 0;
  return kind == copy_device_to_device && to_device && from_device;
}

int copy(void* to, const void* from, std::size_t bytes, int kind, void* handle) {
  if (lost() != 0) return lost();
  const auto stream = stream_of(handle);
  if (stream == nullptr) return fail(errors.invalid_resource_handle);
  if (!sides_fit(kind, to, from, bytes)) return fail(errors.invalid_value);
  enqueue(stream, [=] {
    if (kind == copy_host_to_device && bytes > spared_copy_bytes && fault("async_error")) {
      return errors.illegal_address;
    }
    std::memcpy(to, from, bytes);
    return 0;
  });
  // A copy to pageable memory returns when the bytes are there.
  return kind == copy_device_to_host ? fail(stream->queue.synchronize()) : 0;
}

/// The end of the code's name, or null.
const char* name_of(int code) {
  if (code == 0) return EMULATED_NAME "Success";
  if (code == errors.invalid_value) return EMULATED_NAME "ErrorInvalidValue";
  if (code == errors.memory_allocation) return EMULATED_NAME EMULATED_OUT_OF_MEMORY;
  if (code == errors.no_device) return EMULATED_NAME "ErrorNoDevice";
  if (code == errors.invalid_device) return EMULATED_NAME "ErrorInvalidDevice";
  if (code == errors.invalid_resource_handle) return EMULATED_NAME "ErrorInvalidResourceHandle";
  if (code == errors.not_ready) return EMULATED_NAME "ErrorNotReady";
  if (code == errors.illegal_address) return EMULATED_NAME "ErrorIllegalAddress";
  return EMULATED_NAME "ErrorUnknown";
}

}  // namespace

int current_device() { return device_of_thread; }
int lost() { return lost_by[static_cast<std::size_t>(device_of_thread)]; }

std::shared_ptr<StreamObject> stream_of(void* handle) {
  const auto stream = Handles<StreamObject>::all().find(handle);
  return stream != nullptr && stream->device == device_of_thread ? stream : nullptr;
}

void enqueue(const std::shared_ptr<StreamObject>& stream, std::function<int()> work) {
  // The queue belongs to the stream, so the work must not keep the stream alive.
  stream->queue.enqueue([device = stream->device, work = std::move(work)] {
    const int status = work();
    if (status != 0) lost_by[static_cast<std::size_t>(device)] = status;
    return status;
  });
}

}  // namespace steelyard::emulated

using namespace steelyard::emulated;  // the functions below are the vendor's, of the global
                                      // namespace

EMULATED_EXPORT int EMULATED_RUNTIME(GetDeviceCount)(int* count) {
  if (count == nullptr) return fail(errors.invalid_value);
  *count = device_count;
  return 0;
}

EMULATED_EXPORT int EMULATED_RUNTIME(SetDevice)(int device) {
  if (device < 0 || device >= device_count) return fail(errors.invalid_device);
  device_of_thread = device;
  return lost();
}

EMULATED_EXPORT int EMULATED_RUNTIME(DeviceGetAttribute)(int* value, int attribute, int device) {
  if (value == nullptr || device < 0 || device >= device_count) return fail(errors.invalid_value);
  for (const auto& [number, holds] : device_attributes) {
    if (number != attribute) continue;
    *value = holds;
    return 0;
  }
  return fail(errors.invalid_value);
}

EMULATED_EXPORT int EMULATED_GET_PROPERTIES(void* properties, int device) {
  if (properties == nullptr || device < 0 || device >= device_count) {
    return fail(errors.invalid_value);
  }
  auto* const bytes = static_cast<char*>(properties);
  std::memset(bytes, 0, properties_bytes);
  std::snprintf(bytes, 256, "%s", device_name);
  if (has_uuid) {
    for (int i = 0; i < 16; ++i) bytes[256 + i] = static_cast<char>(16 * device + i + 1);
  }
  if (gfx_name[0] != '\0') std::snprintf(bytes + gfx_offset, 256, "%s", gfx_name);
  return 0;
}

EMULATED_EXPORT int EMULATED_RUNTIME(DeviceGetPCIBusId)(char* text, int capacity, int device) {
  if (text == nullptr || capacity < 13 || device < 0 || device >= device_count) {
    return fail(errors.invalid_value);
  }
  std::snprintf(text, static_cast<std::size_t>(capacity), "0000:%02X:00.0", 0x1A + device);
  return 0;
}

EMULATED_EXPORT int EMULATED_RUNTIME(DriverGetVersion)(int* version) {
  *version = 13000;
  return 0;
}
EMULATED_EXPORT int EMULATED_RUNTIME(RuntimeGetVersion)(int* version) {
  *version = 13000;
  return 0;
}

EMULATED_EXPORT int EMULATED_RUNTIME(MemGetInfo)(std::size_t* free, std::size_t* total) {
  if (lost() != 0) return lost();
  if (free == nullptr || total == nullptr) return fail(errors.invalid_value);
  *free = free_bytes(device_of_thread);
  *total = total_bytes();
  return 0;
}

EMULATED_EXPORT int EMULATED_ALLOCATE(void** pointer, std::size_t bytes) {
  if (lost() != 0) return lost();
  if (pointer == nullptr) return fail(errors.invalid_value);
  *pointer = bytes == 0 ? nullptr : allocate(device_of_thread, bytes);
  return *pointer == nullptr && bytes != 0 ? fail(errors.memory_allocation) : 0;
}

EMULATED_EXPORT int EMULATED_RUNTIME(Free)(void* pointer) {
  if (pointer == nullptr) return lost();
  const bool released = release(pointer);  // from a lost device too, or it would pass for a leak
  if (lost() != 0) return lost();
  return released ? 0 : fail(errors.invalid_value);
}

#ifdef EMULATED_STREAM_BEFORE_KIND
EMULATED_EXPORT int EMULATED_RUNTIME(MemcpyAsync)(void* to, const void* from, std::size_t bytes,
                                                  void* stream, int kind) {
  return copy(to, from, bytes, kind, stream);
}
#else
EMULATED_EXPORT int EMULATED_RUNTIME(MemcpyAsync)(void* to, const void* from, std::size_t bytes,
                                                  int kind, void* stream) {
  return copy(to, from, bytes, kind, stream);
}
#endif

EMULATED_EXPORT int EMULATED_RUNTIME(MemsetAsync)(void* to, int value, std::size_t bytes,
                                                  void* handle) {
  if (lost() != 0) return lost();
  const auto stream = stream_of(handle);
  if (stream == nullptr) return fail(errors.invalid_resource_handle);
  if (!is_device_memory(to, bytes)) return fail(errors.invalid_value);
  enqueue(stream, [=] {
    // An error of the device: the call has returned long since.
    if (bytes > spared_fill_bytes && fault("async_error")) return errors.illegal_address;
    if (bytes > spared_fill_bytes && fault("hang")) hang_until_a_stream_is_destroyed();
    std::memset(to, value, bytes);
    return 0;
  });
  return 0;
}

EMULATED_EXPORT int EMULATED_RUNTIME(StreamCreateWithFlags)(void** handle, unsigned flags) {
  if (lost() != 0) return lost();
  if (handle == nullptr || flags > 1) return fail(errors.invalid_value);
  *handle = Handles<StreamObject>::all().add(std::make_shared<StreamObject>(device_of_thread));
  return 0;
}

EMULATED_EXPORT int EMULATED_RUNTIME(StreamDestroy)(void* handle) {
  // Work that hangs ends now, or the queue could not.
  ++destroyed_streams;
  destroyed_streams.notify_all();
  const bool known = stream_of(handle) != nullptr && Handles<StreamObject>::all().remove(handle);
  return known ? 0 : fail(errors.invalid_resource_handle);
}

EMULATED_EXPORT int EMULATED_RUNTIME(StreamQuery)(void* handle) {
  if (lost() != 0) return fail(lost());
  const auto stream = stream_of(handle);
  if (stream == nullptr) return fail(errors.invalid_resource_handle);
  if (!stream->queue.idle()) return errors.not_ready;
  return fail(stream->queue.status());
}

EMULATED_EXPORT int EMULATED_RUNTIME(StreamSynchronize)(void* handle) {
  const auto stream = stream_of(handle);
  if (stream == nullptr) return fail(errors.invalid_resource_handle);
  return fail(stream->queue.synchronize());
}

EMULATED_EXPORT int EMULATED_RUNTIME(EventCreate)(void** handle) {
  if (lost() != 0) return lost();
  if (handle == nullptr) return fail(errors.invalid_value);
  *handle = Handles<EventObject>::all().add(std::make_shared<EventObject>(device_of_thread));
  return 0;
}

EMULATED_EXPORT int EMULATED_RUNTIME(EventDestroy)(void* handle) {
  return Handles<EventObject>::all().remove(handle) ? 0 : fail(errors.invalid_resource_handle);
}

EMULATED_EXPORT int EMULATED_RUNTIME(EventRecord)(void* handle, void* stream_handle) {
  if (lost() != 0) return lost();
  const auto event = event_of(handle);
  const auto stream = stream_of(stream_handle);
  if (event == nullptr || stream == nullptr || event->device != stream->device) {
    return fail(errors.invalid_resource_handle);
  }
  event->mark.record(stream->queue);
  return 0;
}

EMULATED_EXPORT int EMULATED_RUNTIME(EventElapsedTime)(float* milliseconds, void* first,
                                                       void* last) {
  if (lost() != 0) return fail(lost());
  const auto start = event_of(first), end = event_of(last);
  if (milliseconds == nullptr) return fail(errors.invalid_value);
  if (start == nullptr || end == nullptr || !start->mark.recorded() || !end->mark.recorded() ||
      start->device != end->device) {
    return fail(errors.invalid_resource_handle);
  }
  if (!start->mark.done() || !end->mark.done()) return errors.not_ready;
  *milliseconds = static_cast<float>(milliseconds_between(start->mark, end->mark));
  return 0;
}

EMULATED_EXPORT int EMULATED_RUNTIME(GetLastError)() {
  const int code = lost() != 0 ? lost() : last_error;
  last_error = 0;
  return code;
}

EMULATED_EXPORT const char* EMULATED_RUNTIME(GetErrorName)(int code) { return name_of(code); }

EMULATED_EXPORT const char* EMULATED_RUNTIME(GetErrorString)(int code) {
  return code == errors.memory_allocation ? "out of memory" : "an emulated error";
}
