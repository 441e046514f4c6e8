#include "tests/emulated/cuda_shaped/collectives.hpp"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstring>
#include <map>
#include <memory>
#include <mutex>
#include <utility>
#include <vector>

#include "harness/device/backend_kit.hpp"
#include "tests/emulated/core/faults.hpp"
#include "tests/emulated/core/group.hpp"
#include "tests/emulated/core/memory.hpp"
#include "tests/emulated/cuda_shaped/runtime.hpp"

namespace steelyard::emulated {

struct Communication {
  Communication(const void* id, int ranks, int rank)
      : group(id, ranks, rank), device(current_device()) {}

  /// From the queue: waits until the communicator is aborted.
  void hang(CollectiveStatus status) {
    std::unique_lock lock(mutex);
    error = status;
    changed.wait(lock, [&] { return aborted; });
  }

  Group group;
  const int device;
  std::mutex mutex;
  std::condition_variable changed;
  bool aborted = false;
  CollectiveStatus error = CollectiveStatus::success;
};

namespace {

using Shared = std::shared_ptr<Communication>;

/// Communicators that were neither destroyed nor aborted. Never destroyed itself.
struct Alive {
  std::mutex mutex;
  std::map<Communication*, Shared> all;
};
Alive& alive() {
  static Alive* const living = new Alive;
  return *living;
}

thread_local std::string last_error;

struct Pending {
  Shared comm;
  std::shared_ptr<StreamObject> stream;
  CollectiveRequest request;
};
thread_local int open_groups = 0;
thread_local std::vector<Pending> grouped;

CollectiveStatus refuse(CollectiveStatus status, const char* words) {
  last_error = words;
  return status;
}
CollectiveStatus refuse_argument(const char* words) {
  return refuse(CollectiveStatus::invalid_argument, words);
}

Shared living(Communication* comm) {
  const std::lock_guard lock(alive().mutex);
  const auto found = alive().all.find(comm);
  return found == alive().all.end() ? nullptr : found->second;
}

Shared take(Communication* comm) {
  const std::lock_guard lock(alive().mutex);
  const auto found = alive().all.find(comm);
  if (found == alive().all.end()) return nullptr;
  Shared taken = found->second;
  alive().all.erase(found);
  return taken;
}

/// What stands behind the group's own bytes, so that an id that was cut short is noticed.
std::byte tail_byte(std::size_t at) { return static_cast<std::byte>(0xa5 ^ (at * 7 & 0xff)); }

std::optional<Dtype> dtype_of(int number, bool to_reduce) {
  for (const CollectiveRules::Type& type : collective_rules().types) {
    if (type.number == number && (type.reduces || !to_reduce)) return type.dtype;
  }
  return std::nullopt;
}

std::optional<sy_reduce_op> op_of(int number) {
  const CollectiveRules& rules = collective_rules();
  if (number == rules.sum) return SY_SUM;
  if (number == rules.max) return SY_MAX;
  if (number == rules.min) return SY_MIN;
  return std::nullopt;
}

bool reduces(CollectiveCall call) {
  return call == CollectiveCall::all_reduce || call == CollectiveCall::reduce_scatter;
}

/// Elements that a rank reads and writes.
std::size_t sent(const CollectiveRequest& request, int ranks) {
  const bool whole =
      request.call == CollectiveCall::reduce_scatter || request.call == CollectiveCall::all_to_all;
  return whole ? request.count * static_cast<std::size_t>(ranks) : request.count;
}
std::size_t received(const CollectiveRequest& request, int ranks) {
  const bool whole =
      request.call == CollectiveCall::all_gather || request.call == CollectiveCall::all_to_all;
  return whole ? request.count * static_cast<std::size_t>(ranks) : request.count;
}

bool is_memory_of(int device, const void* pointer, std::size_t bytes) {
  return holds(pointer, bytes) && device_of(pointer) == device;
}

CollectiveStatus check(const Communication& comm, void* stream, const CollectiveRequest& request) {
  const int ranks = comm.group.ranks();
  const auto object = stream_of(stream);
  if (object == nullptr) return refuse_argument("there is no such stream of the current device");
  if (object->device != comm.device) {
    return refuse_argument("the stream is of another device than the communicator");
  }
  const auto dtype = dtype_of(request.type, reduces(request.call));
  if (!dtype) return refuse_argument("there is no such type for this call");
  if (reduces(request.call) && !op_of(request.op)) return refuse_argument("no such reduction");
  if (request.peer < 0 || request.peer >= ranks) return refuse_argument("there is no such rank");
  const std::size_t width = size_of(*dtype);
  if (request.call != CollectiveCall::receive &&
      !is_memory_of(comm.device, request.send, sent(request, ranks) * width)) {
    return refuse_argument("what is sent is no memory of the communicator's device");
  }
  if (request.call != CollectiveCall::send &&
      !is_memory_of(comm.device, request.receive, received(request, ranks) * width)) {
    return refuse_argument("what is received is no memory of the communicator's device");
  }
  return CollectiveStatus::success;
}

void perform(Group& group, const CollectiveRequest& request) {
  const Dtype dtype = *dtype_of(request.type, false);
  switch (request.call) {
    case CollectiveCall::all_reduce:
      return group.all_reduce(request.send, request.receive, request.count, dtype,
                              *op_of(request.op));
    case CollectiveCall::reduce_scatter:
      return group.reduce_scatter(request.send, request.receive, request.count, dtype,
                                  *op_of(request.op));
    case CollectiveCall::all_gather:
      return group.all_gather(request.send, request.receive, request.count, dtype);
    case CollectiveCall::broadcast:
      if (request.send != request.receive && group.rank() == request.peer) {
        std::memcpy(request.receive, request.send, request.count * size_of(dtype));
      }
      return group.broadcast(request.receive, request.count, dtype, request.peer);
    case CollectiveCall::all_to_all:
      return group.all_to_all(request.send, request.receive, request.count, dtype);
    case CollectiveCall::send:
      return group.send(request.send, request.count, dtype, request.peer);
    case CollectiveCall::receive:
      return group.receive(request.receive, request.count, dtype, request.peer);
  }
}

/// All requests of one communicator on one stream, as one piece of work.
int run(Communication& comm, const std::vector<CollectiveRequest>& requests) {
  if (fault("remote_error")) {
    comm.hang(CollectiveStatus::remote_error);
    return 0;
  }
  try {
    if (requests.size() > 1) comm.group.group_start();
    for (const CollectiveRequest& request : requests) perform(comm.group, request);
    if (requests.size() > 1) comm.group.group_end();
  } catch (const kit::Failure&) {
    comm.hang(CollectiveStatus::invalid_usage);
  }
  return 0;
}

void enqueue_all(std::vector<Pending> pending) {
  while (!pending.empty()) {
    const Shared comm = pending.front().comm;
    const std::shared_ptr<StreamObject> stream = pending.front().stream;
    std::vector<CollectiveRequest> together;
    std::vector<Pending> others;
    for (Pending& one : pending) {
      if (one.comm == comm && one.stream == stream) {
        together.push_back(one.request);
      } else {
        others.push_back(one);
      }
    }
    enqueue(stream, [comm, together] { return run(*comm, together); });
    pending = std::move(others);
  }
}

}  // namespace

std::size_t written_id_bytes() {
  return collective_rules().id_bytes + (fault("unique_id_size") ? 4096 : 0);
}

CollectiveStatus make_unique_id(void* id) {
  if (id == nullptr) return refuse_argument("there is no room for the id");
  auto* const bytes = static_cast<std::byte*>(id);
  for (std::size_t i = 0; i < written_id_bytes(); ++i) bytes[i] = tail_byte(i);
  return make_id(id) ? CollectiveStatus::success
                     : refuse(CollectiveStatus::system_error, "no id could be made");
}

CollectiveStatus join(Communication** comm, int ranks, const void* id, int rank) {
  if (comm == nullptr || id == nullptr) return refuse_argument("an argument is null");
  *comm = nullptr;
  if (open_groups > 0) return refuse(CollectiveStatus::invalid_usage, "initialised in a group");
  const auto* const bytes = static_cast<const std::byte*>(id);
  for (std::size_t i = id_bytes; i < written_id_bytes(); ++i) {
    if (bytes[i] != tail_byte(i)) return refuse_argument("the unique id is not complete");
  }
  try {
    auto made = std::make_shared<Communication>(id, ranks, rank);
    *comm = made.get();
    const std::lock_guard lock(alive().mutex);
    alive().all.emplace(made.get(), std::move(made));
    return CollectiveStatus::success;
  } catch (const kit::Failure& failure) {
    return refuse(failure.status() == SY_INVALID_ARGUMENT ? CollectiveStatus::invalid_argument
                                                          : CollectiveStatus::system_error,
                  failure.what());
  }
}

CollectiveStatus destroy(Communication* comm) {
  return take(comm) ? CollectiveStatus::success : refuse_argument("there is no such communicator");
}

CollectiveStatus abort(Communication* comm) {
  const Shared taken = take(comm);
  if (taken == nullptr) return refuse_argument("there is no such communicator");
  taken->group.abort();
  const std::lock_guard lock(taken->mutex);
  taken->aborted = true;
  taken->changed.notify_all();
  return CollectiveStatus::success;
}

CollectiveStatus async_error(Communication* comm, CollectiveStatus* status) {
  const Shared found = living(comm);
  if (found == nullptr || status == nullptr) return refuse_argument("no such communicator");
  const std::lock_guard lock(found->mutex);
  *status = found->error;
  return CollectiveStatus::success;
}

CollectiveStatus issue(Communication* comm, void* stream, const CollectiveRequest& request) {
  const Shared found = living(comm);
  if (found == nullptr) return refuse_argument("there is no such communicator");
  const CollectiveStatus status = check(*found, stream, request);
  if (status != CollectiveStatus::success) return status;
  if (open_groups > 0) {
    grouped.push_back({found, stream_of(stream), request});
  } else {
    enqueue_all({{found, stream_of(stream), request}});
  }
  return CollectiveStatus::success;
}

CollectiveStatus start_group() {
  ++open_groups;
  return CollectiveStatus::success;
}

CollectiveStatus end_group() {
  if (open_groups == 0) return refuse(CollectiveStatus::invalid_usage, "no group was started");
  if (--open_groups == 0) enqueue_all(std::exchange(grouped, {}));
  return CollectiveStatus::success;
}

const char* last_collective_error() { return last_error.c_str(); }

}  // namespace steelyard::emulated
