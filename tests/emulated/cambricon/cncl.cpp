#include <atomic>
#include <functional>
#include <optional>
#include <utility>
#include <vector>

#include "harness/device/backend_kit.hpp"
#include "tests/emulated/cambricon/library.hpp"
#include "tests/emulated/core/faults.hpp"
#include "tests/emulated/core/group.hpp"

using namespace steelyard;
using namespace steelyard::emulated;
using namespace steelyard::emulated::cambricon;

struct cnclComm {
  int device;
  std::uint64_t ranks;
  Group group;
  std::atomic<cnclResult_t> status = CNCL_RET_SUCCESS;
  Live live{"cnclComm"};

  cnclComm(int of_device, const void* id, int of_ranks, int rank)
      : device(of_device), ranks(static_cast<std::uint64_t>(of_ranks)), group(id, of_ranks, rank) {}
};

namespace {

using Work = std::function<void(Group&)>;

/// A call between cnclGroupStart and cnclGroupEnd of one thread.
struct Grouped {
  std::shared_ptr<cnclComm> comm;
  std::shared_ptr<DeviceQueue> queue;
  Work work;
};
thread_local int open_groups = 0;
thread_local std::vector<Grouped> grouped;

Handles<cnclComm>& comms() {
  static auto* const alive = new Handles<cnclComm>;
  return *alive;
}

/// The true size of a clique id. With the fault it is larger than the header says.
std::size_t clique_id_bytes() { return sizeof(cnclCliqueId) + (fault("unique_id_size") ? 8 : 0); }

/// Every byte behind the group's id is what its place says, so that a cut or moved id is found out.
unsigned char byte_at(std::size_t place) { return static_cast<unsigned char>(place * 5 + 9); }

bool whole(const cnclCliqueId* id) {
  const auto* const bytes = reinterpret_cast<const unsigned char*>(id);
  for (std::size_t i = id_bytes; i < clique_id_bytes(); ++i) {
    if (bytes[i] != byte_at(i)) return false;
  }
  return true;
}

/// CNCL has no f64; 64-bit integers are moved as what has their width.
std::optional<Dtype> dtype_of(cnclDataType_t dtype) {
  switch (dtype) {
    case cnclFloat16:
      return Dtype::fp16;
    case cnclBfloat16:
      return Dtype::bf16;
    case cnclFloat32:
      return Dtype::f32;
    case cnclInt8:
      return Dtype::int8;
    case cnclInt32:
      return Dtype::int32;
    case cnclInt64:
      return Dtype::f64;
    case cnclUint8:
      return Dtype::uint8;
  }
  return std::nullopt;
}

std::optional<Dtype> reducible(cnclDataType_t dtype) {
  return dtype == cnclInt64 ? std::nullopt : dtype_of(dtype);
}

std::optional<sy_reduce_op> op_of(cnclReduceOp_t op) {
  switch (op) {
    case cnclSum:
      return SY_SUM;
    case cnclMax:
      return SY_MAX;
    case cnclMin:
      return SY_MIN;
  }
  return std::nullopt;
}

int run(cnclComm& comm, const Work& work) {
  if (fault("async_error")) {
    comm.status = CNCL_RET_ASYNC_ERROR;
    return cnrtSuccess;
  }
  try {
    work(comm.group);
    return cnrtSuccess;
  } catch (const kit::Failure&) {
    comm.status = CNCL_RET_ASYNC_ERROR;
    return cnrtErrorKernelTrap;
  }
}

struct Memory {
  const void* pointer;
  std::uint64_t elements;
};

/// Checks a call and enqueues its work. `dtype` is none where the collective does not take it.
cnclResult_t enqueue(cnclComm_t handle, cnrtQueue_t queue_handle, std::optional<Dtype> dtype,
                     std::initializer_list<Memory> buffers, const Work& work,
                     bool may_be_grouped = false) {
  const std::shared_ptr<cnclComm> comm = comms().find(handle);
  if (comm == nullptr || comm->device != current_device()) return CNCL_RET_ERR_NOT_INIT;
  if (!dtype) return CNCL_RET_ERR_UNSUPPORTED;
  for (const Memory& buffer : buffers) {
    if (buffer.elements == 0 ||
        !is_device_memory(buffer.pointer, buffer.elements * size_of(*dtype))) {
      return CNCL_RET_ERR_ARGUMENTS;
    }
  }
  const std::shared_ptr<DeviceQueue> queue = find_queue(queue_handle);
  if (queue == nullptr) return CNCL_RET_ERR_ARGUMENTS;
  if (open_groups > 0) {
    if (!may_be_grouped) return CNCL_RET_ERR_UNSUPPORTED;
    grouped.push_back({comm, queue, work});
    return CNCL_RET_SUCCESS;
  }
  queue->queue.enqueue([comm, work] { return run(*comm, work); });
  return CNCL_RET_SUCCESS;
}

std::uint64_t ranks_of(cnclComm_t handle) {
  const std::shared_ptr<cnclComm> comm = comms().find(handle);
  return comm == nullptr ? 1 : comm->ranks;
}

bool valid_rank(cnclComm_t handle, int rank) {
  return rank >= 0 && static_cast<std::uint64_t>(rank) < ranks_of(handle);
}

}  // namespace

const char* cnclGetErrorStr(cnclResult_t code) {
  return code == CNCL_RET_SUCCESS ? "no error" : "an error of the emulated CNCL";
}

cnclResult_t cnclGetLibVersion(int* major, int* minor, int* patch) {
  *major = 1;
  *minor = 25;
  *patch = 0;
  return CNCL_RET_SUCCESS;
}

cnclResult_t cnclGetCliqueId(cnclCliqueId* id) {
  if (id == nullptr) return CNCL_RET_ERR_ARGUMENTS;
  if (!make_id(id)) return CNCL_RET_ERR_INTERNAL;
  auto* const bytes = reinterpret_cast<unsigned char*>(id);
  for (std::size_t i = id_bytes; i < clique_id_bytes(); ++i) bytes[i] = byte_at(i);
  return CNCL_RET_SUCCESS;
}

cnclResult_t cnclInitComms(cnclComm_t* handles, int count, const int* device_list,
                           const int* rank_list, int all_ranks, const cnclCliqueId* id) {
  if (handles == nullptr || device_list == nullptr || rank_list == nullptr || id == nullptr) {
    return CNCL_RET_ERR_NULL_POINTER;
  }
  const bool valid = count == 1 && device_list[0] == current_device() && rank_list[0] >= 0 &&
                     rank_list[0] < all_ranks && whole(id);
  if (!valid) return CNCL_RET_ERR_ARGUMENTS;
  try {
    handles[0] =
        comms().add(std::make_shared<cnclComm>(device_list[0], id, all_ranks, rank_list[0]));
    return CNCL_RET_SUCCESS;
  } catch (const kit::Failure&) {
    return CNCL_RET_ERR_INTERNAL;
  }
}

cnclResult_t cnclDestroyComms(cnclComm_t* handles, int count) {
  if (handles == nullptr || count != 1) return CNCL_RET_ERR_ARGUMENTS;
  return comms().remove(handles[0]) ? CNCL_RET_SUCCESS : CNCL_RET_ERR_NOT_INIT;
}

cnclResult_t cnclAbortComm(cnclComm_t handle) {
  const std::shared_ptr<cnclComm> comm = comms().find(handle);
  if (comm == nullptr) return CNCL_RET_ERR_NOT_INIT;
  comm->group.abort();
  comms().remove(handle);  // the communicator is given back with this
  return CNCL_RET_SUCCESS;
}

cnclResult_t cnclGetCommAsyncError(cnclComm_t handle) {
  const std::shared_ptr<cnclComm> comm = comms().find(handle);
  return comm == nullptr ? CNCL_RET_ERR_NOT_INIT : comm->status.load();
}

cnclResult_t cnclAllReduce(const void* from, void* to, std::size_t count, cnclDataType_t dtype,
                           cnclReduceOp_t op, cnclComm_t comm, cnrtQueue_t queue) {
  const auto type = reducible(dtype);
  if (!op_of(op)) return CNCL_RET_ERR_ARGUMENTS;
  return enqueue(comm, queue, type, {{from, count}, {to, count}},
                 [=](Group& group) { group.all_reduce(from, to, count, *type, *op_of(op)); });
}

cnclResult_t cnclReduceScatter(const void* from, void* to, std::size_t receive_count,
                               cnclDataType_t dtype, cnclReduceOp_t op, cnclComm_t comm,
                               cnrtQueue_t queue) {
  const auto type = reducible(dtype);
  if (!op_of(op)) return CNCL_RET_ERR_ARGUMENTS;
  return enqueue(
      comm, queue, type, {{from, receive_count * ranks_of(comm)}, {to, receive_count}},
      [=](Group& group) { group.reduce_scatter(from, to, receive_count, *type, *op_of(op)); });
}

cnclResult_t cnclAllGather(const void* from, void* to, std::size_t send_count, cnclDataType_t dtype,
                           cnclComm_t comm, cnrtQueue_t queue) {
  const auto type = dtype_of(dtype);
  return enqueue(comm, queue, type, {{from, send_count}, {to, send_count * ranks_of(comm)}},
                 [=](Group& group) { group.all_gather(from, to, send_count, *type); });
}

cnclResult_t cnclBroadcast(const void* from, void* to, std::size_t count, cnclDataType_t dtype,
                           int root, cnclComm_t comm, cnrtQueue_t queue) {
  const auto type = dtype_of(dtype);
  if (from != to || !valid_rank(comm, root)) return CNCL_RET_ERR_ARGUMENTS;
  return enqueue(comm, queue, type, {{to, count}},
                 [=](Group& group) { group.broadcast(to, count, *type, root); });
}

cnclResult_t cnclAlltoAll(const void* from, void* to, std::size_t count_per_rank,
                          cnclDataType_t dtype, cnclComm_t comm, cnrtQueue_t queue) {
  const auto type = dtype_of(dtype);
  const std::uint64_t count = count_per_rank * ranks_of(comm);
  if (from == to) return CNCL_RET_ERR_ARGUMENTS;
  return enqueue(comm, queue, type, {{from, count}, {to, count}},
                 [=](Group& group) { group.all_to_all(from, to, count_per_rank, *type); });
}

cnclResult_t cnclSend(void* from, std::size_t count, cnclDataType_t dtype, int rank,
                      cnclComm_t comm, cnrtQueue_t queue) {
  const auto type = dtype_of(dtype);
  if (!valid_rank(comm, rank)) return CNCL_RET_ERR_ARGUMENTS;
  return enqueue(
      comm, queue, type, {{from, count}},
      [=](Group& group) { group.send(from, count, *type, rank); }, true);
}

cnclResult_t cnclRecv(void* to, std::size_t count, cnclDataType_t dtype, int rank, cnclComm_t comm,
                      cnrtQueue_t queue) {
  const auto type = dtype_of(dtype);
  if (!valid_rank(comm, rank)) return CNCL_RET_ERR_ARGUMENTS;
  return enqueue(
      comm, queue, type, {{to, count}},
      [=](Group& group) { group.receive(to, count, *type, rank); }, true);
}

cnclResult_t cnclGroupStart() {
  ++open_groups;
  return CNCL_RET_SUCCESS;
}

cnclResult_t cnclGroupEnd() {
  if (open_groups == 0) return CNCL_RET_ERR_ARGUMENTS;
  if (--open_groups > 0 || grouped.empty()) return CNCL_RET_SUCCESS;
  const std::vector<Grouped> calls = std::exchange(grouped, {});
  const Grouped& first = calls.front();
  for (const Grouped& call : calls) {
    if (call.comm != first.comm || call.queue != first.queue) return CNCL_RET_ERR_UNSUPPORTED;
  }
  first.queue->queue.enqueue([calls] {
    return run(*calls.front().comm, [&calls](Group& group) {
      group.group_start();
      for (const Grouped& call : calls) call.work(group);
      group.group_end();
    });
  });
  return CNCL_RET_SUCCESS;
}
