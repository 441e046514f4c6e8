#include <atomic>
#include <cstring>
#include <functional>
#include <optional>
#include <set>
#include <vector>

#include "harness/device/backend_kit.hpp"
#include "tests/emulated/ascend/library.hpp"
#include "tests/emulated/core/faults.hpp"
#include "tests/emulated/core/group.hpp"

using namespace steelyard;
using namespace steelyard::emulated;
using namespace steelyard::emulated::ascend;

namespace {

struct Comm {
  int device;
  std::uint32_t ranks, rank;
  Group group;
  std::atomic<HcclResult> error = HCCL_SUCCESS;
  Live live{"HcclComm"};

  Comm(int of_device, const void* id, std::uint32_t of_ranks, std::uint32_t this_rank)
      : device(of_device),
        ranks(of_ranks),
        rank(this_rank),
        group(id, static_cast<int>(of_ranks), static_cast<int>(this_rank)) {}
};

Handles<Comm>& comms() {
  static auto* const alive = new Handles<Comm>;
  return *alive;
}

/// The true size of a root info. With the fault it is larger than the header says.
std::size_t root_info_bytes() { return HCCL_ROOT_INFO_BYTES + (fault("unique_id_size") ? 4 : 0); }

/// Every byte behind the group's id is what its place says, so that a cut or moved id is found out.
unsigned char byte_at(std::size_t place) { return static_cast<unsigned char>(place * 7 + 3); }

bool whole(const HcclRootInfo* info) {
  const auto* const bytes = reinterpret_cast<const unsigned char*>(info);
  for (std::size_t i = id_bytes; i < root_info_bytes(); ++i) {
    if (bytes[i] != byte_at(i)) return false;
  }
  return true;
}

std::optional<Dtype> dtype_of(HcclDataType dtype) {
  switch (dtype) {
    case HCCL_DATA_TYPE_INT8:
      return Dtype::int8;
    case HCCL_DATA_TYPE_INT32:
      return Dtype::int32;
    case HCCL_DATA_TYPE_FP16:
      return Dtype::fp16;
    case HCCL_DATA_TYPE_FP32:
      return Dtype::f32;
    case HCCL_DATA_TYPE_UINT8:
      return Dtype::uint8;
    case HCCL_DATA_TYPE_FP64:
      return Dtype::f64;
    case HCCL_DATA_TYPE_BFP16:
      return Dtype::bf16;
  }
  return std::nullopt;
}

std::optional<Dtype> reducible(HcclDataType dtype) {
  if (dtype == HCCL_DATA_TYPE_FP64 || dtype == HCCL_DATA_TYPE_UINT8) return std::nullopt;
  return dtype_of(dtype);
}

std::optional<sy_reduce_op> op_of(HcclReduceOp op) {
  switch (op) {
    case HCCL_REDUCE_SUM:
      return SY_SUM;
    case HCCL_REDUCE_MAX:
      return SY_MAX;
    case HCCL_REDUCE_MIN:
      return SY_MIN;
  }
  return std::nullopt;
}

struct Memory {
  const void* pointer;
  std::uint64_t elements;
};

/// Checks a call and enqueues its work. `dtype` is none where the collective does not take it.
HcclResult enqueue(HcclComm handle, aclrtStream stream_handle, std::optional<Dtype> dtype,
                   std::initializer_list<Memory> buffers, const std::function<void(Group&)>& work) {
  const std::shared_ptr<Comm> comm = comms().find(handle);
  if (comm == nullptr || comm->device != current_device()) return HCCL_E_PARA;
  if (!dtype) return HCCL_E_NOT_SUPPORT;
  for (const Memory& buffer : buffers) {
    if (buffer.elements == 0) return HCCL_E_PARA;
    if (require_memory(buffer.pointer, buffer.elements * size_of(*dtype), "a buffer") != 0) {
      return HCCL_E_PTR;
    }
  }
  const std::shared_ptr<Stream> stream = find_stream(stream_handle);
  if (stream == nullptr) return HCCL_E_PARA;
  stream->queue.enqueue([comm, work] {
    if (fault("async_error")) {
      comm->error = HCCL_E_REMOTE;
      return ACL_SUCCESS;
    }
    try {
      work(comm->group);
      return ACL_SUCCESS;
    } catch (const kit::Failure&) {
      comm->error = HCCL_E_INTERNAL;
      return ACL_ERROR_RT_AICORE_EXCEPTION;
    }
  });
  return HCCL_SUCCESS;
}

std::uint64_t ranks_of(HcclComm handle) {
  const std::shared_ptr<Comm> comm = comms().find(handle);
  return comm == nullptr ? 1 : comm->ranks;
}

bool valid_peer(HcclComm handle, std::uint32_t peer) {
  const std::shared_ptr<Comm> comm = comms().find(handle);
  return comm != nullptr && peer < comm->ranks && peer != comm->rank;
}

}  // namespace

HcclResult HcclGetRootInfo(HcclRootInfo* info) {
  if (info == nullptr) return HCCL_E_PTR;
  if (require_device() != ACL_SUCCESS || !make_id(info)) return HCCL_E_INTERNAL;
  auto* const bytes = reinterpret_cast<unsigned char*>(info);
  for (std::size_t i = id_bytes; i < root_info_bytes(); ++i) bytes[i] = byte_at(i);
  return HCCL_SUCCESS;
}

HcclResult HcclCommInitRootInfo(std::uint32_t ranks, const HcclRootInfo* info, std::uint32_t rank,
                                HcclComm* comm) {
  if (info == nullptr || comm == nullptr) return HCCL_E_PTR;
  if (require_device() != ACL_SUCCESS || rank >= ranks || !whole(info)) return HCCL_E_PARA;
  try {
    *comm = comms().add(std::make_shared<Comm>(current_device(), info, ranks, rank));
    return HCCL_SUCCESS;
  } catch (const kit::Failure&) {
    return HCCL_E_INTERNAL;
  }
}

HcclResult HcclCommDestroy(HcclComm comm) {
  return comms().remove(comm) ? HCCL_SUCCESS : HCCL_E_PARA;
}

HcclResult HcclGetCommAsyncError(HcclComm handle, HcclResult* error) {
  const std::shared_ptr<Comm> comm = comms().find(handle);
  if (comm == nullptr) return HCCL_E_PARA;
  *error = comm->error;
  return HCCL_SUCCESS;
}

const char* HcclGetErrorString(HcclResult code) {
  switch (code) {
    case HCCL_SUCCESS:
      return "no error";
    case HCCL_E_PARA:
      return "parameter error";
    case HCCL_E_PTR:
      return "pointer error";
    case HCCL_E_MEMORY:
      return "memory error";
    case HCCL_E_INTERNAL:
      return "internal error";
    case HCCL_E_NOT_SUPPORT:
      return "not supported";
    case HCCL_E_REMOTE:
      return "remote error";
  }
  return "unknown error";
}

HcclResult HcclAllReduce(void* from, void* to, std::uint64_t count, HcclDataType dtype,
                         HcclReduceOp op, HcclComm comm, aclrtStream stream) {
  const auto type = reducible(dtype);
  if (!op_of(op)) return HCCL_E_PARA;
  return enqueue(comm, stream, type, {{from, count}, {to, count}},
                 [=](Group& group) { group.all_reduce(from, to, count, *type, *op_of(op)); });
}

HcclResult HcclReduceScatter(void* from, void* to, std::uint64_t receive_count, HcclDataType dtype,
                             HcclReduceOp op, HcclComm comm, aclrtStream stream) {
  const auto type = reducible(dtype);
  if (!op_of(op)) return HCCL_E_PARA;
  return enqueue(
      comm, stream, type, {{from, receive_count * ranks_of(comm)}, {to, receive_count}},
      [=](Group& group) { group.reduce_scatter(from, to, receive_count, *type, *op_of(op)); });
}

HcclResult HcclAllGather(void* from, void* to, std::uint64_t send_count, HcclDataType dtype,
                         HcclComm comm, aclrtStream stream) {
  const auto type = dtype_of(dtype);
  return enqueue(comm, stream, type, {{from, send_count}, {to, send_count * ranks_of(comm)}},
                 [=](Group& group) { group.all_gather(from, to, send_count, *type); });
}

HcclResult HcclBroadcast(void* buffer, std::uint64_t count, HcclDataType dtype, std::uint32_t root,
                         HcclComm comm, aclrtStream stream) {
  const auto type = dtype_of(dtype);
  if (root >= ranks_of(comm)) return HCCL_E_PARA;
  return enqueue(comm, stream, type, {{buffer, count}}, [=](Group& group) {
    group.broadcast(buffer, count, *type, static_cast<int>(root));
  });
}

HcclResult HcclAlltoAll(const void* from, std::uint64_t send_count, HcclDataType send_dtype,
                        const void* to, std::uint64_t receive_count, HcclDataType receive_dtype,
                        HcclComm comm, aclrtStream stream) {
  const auto type = dtype_of(send_dtype);
  if (send_count != receive_count || send_dtype != receive_dtype) return HCCL_E_PARA;
  const std::uint64_t count = send_count * ranks_of(comm);
  return enqueue(comm, stream, type, {{from, count}, {to, count}}, [=](Group& group) {
    group.all_to_all(from, const_cast<void*>(to), send_count, *type);
  });
}

HcclResult HcclSend(void* from, std::uint64_t count, HcclDataType dtype, std::uint32_t rank,
                    HcclComm comm, aclrtStream stream) {
  const auto type = dtype_of(dtype);
  if (!valid_peer(comm, rank)) return HCCL_E_PARA;
  return enqueue(comm, stream, type, {{from, count}},
                 [=](Group& group) { group.send(from, count, *type, static_cast<int>(rank)); });
}

HcclResult HcclRecv(void* to, std::uint64_t count, HcclDataType dtype, std::uint32_t rank,
                    HcclComm comm, aclrtStream stream) {
  const auto type = dtype_of(dtype);
  if (!valid_peer(comm, rank)) return HCCL_E_PARA;
  return enqueue(comm, stream, type, {{to, count}},
                 [=](Group& group) { group.receive(to, count, *type, static_cast<int>(rank)); });
}

HcclResult HcclBatchSendRecv(HcclSendRecvItem* items, std::uint32_t count, HcclComm comm,
                             aclrtStream stream) {
  if (items == nullptr || count == 0) return HCCL_E_PARA;
  const std::vector<HcclSendRecvItem> batch(items, items + count);
  std::set<std::pair<int, std::uint32_t>> seen;
  for (const HcclSendRecvItem& item : batch) {
    // One message from and to each peer in a call, and none to oneself.
    if (!valid_peer(comm, item.remoteRank) ||
        !seen.emplace(item.sendRecvType, item.remoteRank).second) {
      return HCCL_E_PARA;
    }
    const auto type = dtype_of(item.dataType);
    if (!type) return HCCL_E_NOT_SUPPORT;
    if (require_memory(item.buf, item.count * size_of(*type), "a buffer") != 0) return HCCL_E_PTR;
  }
  return enqueue(comm, stream, Dtype::int8, {}, [batch](Group& group) {
    group.group_start();
    for (const HcclSendRecvItem& item : batch) {
      const Dtype type = *dtype_of(item.dataType);
      const int peer = static_cast<int>(item.remoteRank);
      if (item.sendRecvType == HCCL_SEND) {
        group.send(item.buf, item.count, type, peer);
      } else {
        group.receive(item.buf, item.count, type, peer);
      }
    }
    group.group_end();
  });
}
