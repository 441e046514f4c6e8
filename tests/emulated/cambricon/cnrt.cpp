#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <utility>

#include "tests/emulated/cambricon/library.hpp"
#include "tests/emulated/core/memory.hpp"

namespace steelyard::emulated::cambricon {
namespace {

struct Notifier {
  int device;
  Mark mark;
  explicit Notifier(int of_device) : device(of_device) {}
};

thread_local int thread_device = -1;
thread_local cnrtRet_t last_error = cnrtSuccess;

Handles<DeviceQueue>& queues() {
  static auto* const alive = new Handles<DeviceQueue>;
  return *alive;
}

Handles<Notifier>& notifiers() {
  static auto* const alive = new Handles<Notifier>;
  return *alive;
}

/// What is not success stays until cnrtGetLastError() takes it.
cnrtRet_t told(cnrtRet_t code) {
  if (code != cnrtSuccess) last_error = code;
  return code;
}

bool valid(int device) { return device >= 0 && device < devices; }

std::shared_ptr<Notifier> find_notifier(cnrtNotifier_t handle) {
  std::shared_ptr<Notifier> notifier = notifiers().find(handle);
  return notifier != nullptr && notifier->device == thread_device ? notifier : nullptr;
}

/// Whether these addresses are of the kinds that the direction says.
bool fits(const void* to, const void* from, std::size_t bytes, cnrtMemTransDir_t direction) {
  const bool to_device = direction != cnrtMemcpyDevToHost;
  const bool from_device = direction != cnrtMemcpyHostToDev;
  return (to_device ? is_device_memory(to, bytes) : !holds(to, 1)) &&
         (from_device ? is_device_memory(from, bytes) : !holds(from, 1));
}

}  // namespace

int current_device() { return thread_device; }

bool is_device_memory(const void* pointer, std::size_t bytes) {
  return holds(pointer, bytes) && device_of(pointer) == thread_device;
}

std::shared_ptr<DeviceQueue> find_queue(cnrtQueue_t handle) {
  std::shared_ptr<DeviceQueue> queue = queues().find(handle);
  return queue != nullptr && queue->device == thread_device ? queue : nullptr;
}

}  // namespace steelyard::emulated::cambricon

using namespace steelyard::emulated;
using namespace steelyard::emulated::cambricon;

const char* cnrtGetErrorStr(cnrtRet_t code) {
  return code == cnrtSuccess ? "no error" : "an error of the emulated CNRT";
}

cnrtRet_t cnrtGetLastError() { return std::exchange(last_error, cnrtSuccess); }

cnrtRet_t cnrtGetLibVersion(int* major, int* minor, int* patch) {
  *major = 6;
  *minor = 7;
  *patch = 0;
  return cnrtSuccess;
}

cnrtRet_t cnrtDriverGetVersion(int* major, int* minor, int* patch) {
  *major = 5;
  *minor = 10;
  *patch = 29;
  return cnrtSuccess;
}

cnrtRet_t cnrtGetDeviceCount(unsigned int* count) {
  *count = devices;
  return cnrtSuccess;
}

cnrtRet_t cnrtSetDevice(int device) {
  if (!valid(device)) return told(cnrtErrorDeviceInvalid);
  thread_device = device;
  return cnrtSuccess;
}

cnrtRet_t cnrtSyncDevice() {
  if (thread_device < 0) return told(cnrtErrorNoCnrtContext);
  cnrtRet_t first = cnrtSuccess;
  for (const auto& queue : queues().all()) {
    if (queue->device != thread_device) continue;
    const auto status = static_cast<cnrtRet_t>(queue->queue.synchronize());
    if (first == cnrtSuccess) first = status;
  }
  return told(first);
}

cnrtRet_t cnrtGetDeviceProperties(cnrtDeviceProp_t* properties, int device) {
  if (!valid(device)) return told(cnrtErrorDeviceInvalid);
  const char* const other = std::getenv("STEELYARD_EMULATED_CAMBRICON_NAME");
  std::snprintf(properties->name, sizeof(properties->name), "%s",
                other == nullptr ? "MLU590-M9" : other);
  std::memset(properties->more, 0x5a, 600);  // the members of later versions
  return cnrtSuccess;
}

cnrtRet_t cnrtDeviceGetAttribute(int* value, cnrtDeviceAttr_t attribute, int device) {
  if (!valid(device)) return told(cnrtErrorDeviceInvalid);
  const char* const other = std::getenv("STEELYARD_EMULATED_CAMBRICON_NAME");
  const bool old = other != nullptr && std::strstr(other, "MLU370") != nullptr;
  *value = attribute == cnrtAttrMaxL2CacheSize           ? 1 << 20
           : attribute == cnrtAttrTF32ComputingSupported ? !old
                                                         : 1;
  return cnrtSuccess;
}

cnrtRet_t cnrtDeviceGetPCIBusId(char* id, int length, int device) {
  if (!valid(device) || length < 13) return told(cnrtErrorArgsInvalid);
  std::snprintf(id, static_cast<std::size_t>(length), "0000:%02X:00.0", pci_bus_of(device));
  return cnrtSuccess;
}

cnrtRet_t cnrtMemGetInfo(std::size_t* free, std::size_t* total) {
  if (thread_device < 0) return told(cnrtErrorNoCnrtContext);
  *free = free_bytes(thread_device);
  *total = total_bytes();
  return cnrtSuccess;
}

cnrtRet_t cnrtMalloc(void** pointer, std::size_t bytes) {
  if (thread_device < 0) return told(cnrtErrorNoCnrtContext);
  if (pointer == nullptr || bytes == 0) return told(cnrtErrorArgsInvalid);
  *pointer = allocate(thread_device, bytes);
  return told(*pointer == nullptr ? cnrtErrorNoMem : cnrtSuccess);
}

cnrtRet_t cnrtFree(void* pointer) {
  if (thread_device < 0) return told(cnrtErrorNoCnrtContext);
  return told(release(pointer) ? cnrtSuccess : cnrtErrorArgsInvalid);
}

cnrtRet_t cnrtMemcpy(void* to, void* from, std::size_t bytes, cnrtMemTransDir_t direction) {
  if (thread_device < 0) return told(cnrtErrorNoCnrtContext);
  if (bytes == 0 || !fits(to, from, bytes, direction)) {
    return told(cnrtErrorMemcpyDirectionInvalid);
  }
  std::memcpy(to, from, bytes);  // waits for no queue
  return cnrtSuccess;
}

cnrtRet_t cnrtMemcpyAsync_V2(void* to, void* from, std::size_t bytes, cnrtQueue_t handle,
                             cnrtMemTransDir_t direction) {
  const std::shared_ptr<DeviceQueue> queue = find_queue(handle);
  if (queue == nullptr) return told(cnrtErrorQueue);
  if (direction != cnrtMemcpyDevToDev || !fits(to, from, bytes, direction)) {
    return told(cnrtErrorMemcpyDirectionInvalid);
  }
  queue->queue.enqueue([=] {
    std::memmove(to, from, bytes);
    return 0;
  });
  return cnrtSuccess;
}

cnrtRet_t cnrtMemsetAsync(void* to, int value, std::size_t bytes, cnrtQueue_t handle) {
  const std::shared_ptr<DeviceQueue> queue = find_queue(handle);
  if (queue == nullptr) return told(cnrtErrorQueue);
  if (!is_device_memory(to, bytes)) return told(cnrtErrorArgsInvalid);
  queue->queue.enqueue([=] {
    std::memset(to, value, bytes);
    return 0;
  });
  return cnrtSuccess;
}

cnrtRet_t cnrtQueueCreate(cnrtQueue_t* queue) {
  if (thread_device < 0) return told(cnrtErrorNoCnrtContext);
  *queue =
      reinterpret_cast<cnrtQueue_t>(queues().add(std::make_shared<DeviceQueue>(thread_device)));
  return cnrtSuccess;
}

cnrtRet_t cnrtQueueDestroy(cnrtQueue_t handle) {
  if (find_queue(handle) == nullptr) return told(cnrtErrorQueue);
  queues().remove(handle);
  return cnrtSuccess;
}

cnrtRet_t cnrtQueueSync(cnrtQueue_t handle) {
  const std::shared_ptr<DeviceQueue> queue = find_queue(handle);
  if (queue == nullptr) return told(cnrtErrorQueue);
  return told(static_cast<cnrtRet_t>(queue->queue.synchronize()));
}

cnrtRet_t cnrtQueueQuery(cnrtQueue_t handle) {
  const std::shared_ptr<DeviceQueue> queue = find_queue(handle);
  if (queue == nullptr) return told(cnrtErrorQueue);
  return told(queue->queue.idle() ? cnrtSuccess : cnrtErrorNotReady);
}

cnrtRet_t cnrtNotifierCreateWithFlags(cnrtNotifier_t* notifier, unsigned int flags) {
  if (thread_device < 0) return told(cnrtErrorNoCnrtContext);
  if (flags != CNRT_NOTIFIER_DEFAULT) return told(cnrtErrorArgsInvalid);
  *notifier =
      reinterpret_cast<cnrtNotifier_t>(notifiers().add(std::make_shared<Notifier>(thread_device)));
  return cnrtSuccess;
}

cnrtRet_t cnrtNotifierDestroy(cnrtNotifier_t handle) {
  if (find_notifier(handle) == nullptr) return told(cnrtErrorInvalidResourceHandle);
  notifiers().remove(handle);
  return cnrtSuccess;
}

cnrtRet_t cnrtPlaceNotifier(cnrtNotifier_t handle, cnrtQueue_t queue_handle) {
  const std::shared_ptr<Notifier> notifier = find_notifier(handle);
  const std::shared_ptr<DeviceQueue> queue = find_queue(queue_handle);
  if (notifier == nullptr || queue == nullptr) return told(cnrtErrorInvalidResourceHandle);
  notifier->mark.record(queue->queue);
  return cnrtSuccess;
}

cnrtRet_t cnrtQueryNotifier(cnrtNotifier_t handle) {
  const std::shared_ptr<Notifier> notifier = find_notifier(handle);
  if (notifier == nullptr) return told(cnrtErrorInvalidResourceHandle);
  // One that was never placed has nothing to wait for.
  return told(notifier->mark.done() ? cnrtSuccess : cnrtErrorNotReady);
}

cnrtRet_t cnrtNotifierElapsedTime(cnrtNotifier_t first_handle, cnrtNotifier_t second_handle,
                                  float* milliseconds) {
  const std::shared_ptr<Notifier> first = find_notifier(first_handle);
  const std::shared_ptr<Notifier> second = find_notifier(second_handle);
  if (first == nullptr || second == nullptr) return told(cnrtErrorInvalidResourceHandle);
  if (!first->mark.recorded() || !second->mark.recorded()) return told(cnrtErrorCndrvFuncCall);
  if (!first->mark.done() || !second->mark.done()) return told(cnrtErrorNotReady);
  *milliseconds = static_cast<float>(milliseconds_between(first->mark, second->mark));
  return cnrtSuccess;
}
