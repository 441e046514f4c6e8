#include <chrono>
#include <thread>

#include "tests/emulated/ascend/library.hpp"

namespace steelyard::emulated::ascend {
namespace {

struct Event {
  int device;
  std::uint32_t flags;
  Mark mark;
  Event(int of_device, std::uint32_t with_flags) : device(of_device), flags(with_flags) {}
};

Handles<Stream>& streams() {
  static auto* const alive = new Handles<Stream>;
  return *alive;
}

Handles<Event>& events() {
  static auto* const alive = new Handles<Event>;
  return *alive;
}

std::shared_ptr<Event> find_event(aclrtEvent handle) {
  if (require_device() != ACL_SUCCESS) return nullptr;
  std::shared_ptr<Event> event = events().find(handle);
  if (event != nullptr && event->device == current_device()) return event;
  refuse(ACL_ERROR_RT_INVALID_HANDLE, "no such event on this thread's device");
  return nullptr;
}

}  // namespace

std::shared_ptr<Stream> find_stream(aclrtStream handle) {
  if (require_device() != ACL_SUCCESS) return nullptr;
  std::shared_ptr<Stream> stream = streams().find(handle);
  if (stream != nullptr && stream->device == current_device()) return stream;
  refuse(ACL_ERROR_RT_STREAM_CONTEXT, "no such stream on this thread's device");
  return nullptr;
}

int synchronize_streams(int device) {
  int first = ACL_SUCCESS;
  for (const auto& stream : streams().all()) {
    const int status = stream->device == device ? stream->queue.synchronize() : ACL_SUCCESS;
    if (first == ACL_SUCCESS) first = status;
  }
  return first;
}

}  // namespace steelyard::emulated::ascend

using namespace steelyard::emulated;
using namespace steelyard::emulated::ascend;

aclError aclrtCreateStream(aclrtStream* stream) {
  if (const int code = require_device(); code != ACL_SUCCESS) return code;
  *stream = streams().add(std::make_shared<Stream>(current_device()));
  return ACL_SUCCESS;
}

aclError aclrtDestroyStream(aclrtStream handle) {
  const std::shared_ptr<Stream> stream = find_stream(handle);
  if (stream == nullptr) return ACL_ERROR_RT_STREAM_CONTEXT;
  streams().remove(handle);
  return ACL_SUCCESS;
}

aclError aclrtSynchronizeStream(aclrtStream handle) {
  const std::shared_ptr<Stream> stream = find_stream(handle);
  if (stream == nullptr) return ACL_ERROR_RT_STREAM_CONTEXT;
  const int status = stream->queue.synchronize();
  return status == 0 ? ACL_SUCCESS : refuse(status, "a task of the stream failed");
}

aclError aclrtSynchronizeStreamWithTimeout(aclrtStream handle, std::int32_t milliseconds) {
  const std::shared_ptr<Stream> stream = find_stream(handle);
  if (stream == nullptr) return ACL_ERROR_RT_STREAM_CONTEXT;
  if (milliseconds == 0 || milliseconds < -1) {
    return refuse(ACL_ERROR_INVALID_PARAM, "a timeout is -1 or positive");
  }
  const auto end = std::chrono::steady_clock::now() + std::chrono::milliseconds(milliseconds);
  while (milliseconds > 0 && !stream->queue.idle()) {
    if (std::chrono::steady_clock::now() > end) return ACL_ERROR_RT_STREAM_SYNC_TIMEOUT;
    std::this_thread::yield();
  }
  return aclrtSynchronizeStream(handle);
}

aclError aclrtStreamQuery(aclrtStream handle, aclrtStreamStatus* status) {
  const std::shared_ptr<Stream> stream = find_stream(handle);
  if (stream == nullptr) return ACL_ERROR_RT_STREAM_CONTEXT;
  *status = stream->queue.idle() ? ACL_STREAM_STATUS_COMPLETE : ACL_STREAM_STATUS_NOT_READY;
  return ACL_SUCCESS;
}

aclError aclrtCreateEventExWithFlag(aclrtEvent* event, std::uint32_t flags) {
  if (const int code = require_device(); code != ACL_SUCCESS) return code;
  *event = events().add(std::make_shared<Event>(current_device(), flags));
  return ACL_SUCCESS;
}

aclError aclrtDestroyEvent(aclrtEvent handle) {
  if (find_event(handle) == nullptr) return ACL_ERROR_RT_INVALID_HANDLE;
  events().remove(handle);
  return ACL_SUCCESS;
}

aclError aclrtRecordEvent(aclrtEvent handle, aclrtStream stream_handle) {
  const std::shared_ptr<Event> event = find_event(handle);
  if (event == nullptr) return ACL_ERROR_RT_INVALID_HANDLE;
  const std::shared_ptr<Stream> stream = find_stream(stream_handle);
  if (stream == nullptr) return ACL_ERROR_RT_STREAM_CONTEXT;
  event->mark.record(stream->queue);
  return ACL_SUCCESS;
}

aclError aclrtQueryEventStatus(aclrtEvent handle, aclrtEventRecordedStatus* status) {
  const std::shared_ptr<Event> event = find_event(handle);
  if (event == nullptr) return ACL_ERROR_RT_INVALID_HANDLE;
  // An event without a record has no task to wait for.
  const bool complete = !event->mark.recorded() || event->mark.done();
  *status = complete ? ACL_EVENT_RECORDED_STATUS_COMPLETE : ACL_EVENT_RECORDED_STATUS_NOT_READY;
  return ACL_SUCCESS;
}

aclError aclrtEventElapsedTime(float* milliseconds, aclrtEvent first_handle,
                               aclrtEvent second_handle) {
  const std::shared_ptr<Event> first = find_event(first_handle);
  const std::shared_ptr<Event> second = find_event(second_handle);
  if (first == nullptr || second == nullptr) return ACL_ERROR_RT_INVALID_HANDLE;
  if (((first->flags & second->flags) & ACL_EVENT_TIME_LINE) == 0) {
    return refuse(ACL_ERROR_INVALID_PARAM, "an event was made without time stamps");
  }
  if (!first->mark.recorded() || !first->mark.done() || !second->mark.recorded() ||
      !second->mark.done()) {
    return refuse(ACL_ERROR_RT_EVENT_TIMESTAMP_INVALID, "an event has no time stamp yet");
  }
  *milliseconds = static_cast<float>(milliseconds_between(first->mark, second->mark));
  return ACL_SUCCESS;
}
