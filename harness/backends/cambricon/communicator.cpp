#include "harness/backends/cambricon/communicator.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>

#include "harness/backends/cambricon/device.hpp"
#include "harness/backends/cambricon/stream.hpp"

namespace steelyard::cambricon {
namespace {

/// The id alone, with zeros behind it: what the other ranks get is its length and no more.
sy_unique_id id_alone(const sy_unique_id& id) {
  if (id.length != sizeof(cnclCliqueId)) {
    throw kit::Failure(SY_INVALID_ARGUMENT,
                       fmt::format("A clique id of CNCL has {} bytes, and this one has {}.",
                                   sizeof(cnclCliqueId), id.length));
  }
  sy_unique_id alone{};
  std::memcpy(alone.bytes, id.bytes, sizeof(cnclCliqueId));
  return alone;
}

}  // namespace

Communicator::Communicator(Device& device, const sy_unique_id& id, std::uint32_t ranks,
                           std::uint32_t rank)
    : device_(device) {
  const sy_unique_id alone = id_alone(id);
  const int device_number = static_cast<int>(device.index());
  const int rank_number = static_cast<int>(rank);
  check(cncl().init(&comm_, 1, &device_number, &rank_number, static_cast<int>(ranks),
                    reinterpret_cast<const cnclCliqueId*>(alone.bytes)),
        "cnclInitComms");
  device_.enlist(*this);
}

Communicator::~Communicator() {
  device_.strike(*this);
  if (!aborted_ && try_to_use_device(device_.index())) cncl().destroy(&comm_, 1);
}

std::string Communicator::library() const {
  int major = 0, minor = 0, patch = 0;
  check(cncl().version(&major, &minor, &patch), "cnclGetLibVersion");
  return fmt::format("CNCL {}.{}.{}", major, minor, patch);
}

void Communicator::abort() {
  const std::lock_guard lock(ending_);
  if (aborted_.exchange(true)) return;
  device_.use();
  check(cncl().abort(comm_), "cnclAbortComm");
}

void Communicator::enter(const Stream& stream) {
  if (aborted_) throw kit::Failure(SY_FAILED, "The communicator was aborted.");
  device_.use();
  if (std::find(streams_.begin(), streams_.end(), &stream) == streams_.end()) {
    streams_.push_back(&stream);
  }
}

void Communicator::all_reduce(Stream& stream, const void* send, void* receive, std::size_t count,
                              sy_dtype dtype, sy_reduce_op op) {
  enter(stream);
  check(cncl().all_reduce(send, receive, count, reducible_dtype(dtype), cncl_op(op), comm_,
                          stream.queue()),
        "cnclAllReduce");
}

void Communicator::reduce_scatter(Stream& stream, const void* send, void* receive,
                                  std::size_t receive_count, sy_dtype dtype, sy_reduce_op op) {
  enter(stream);
  check(cncl().reduce_scatter(send, receive, receive_count, reducible_dtype(dtype), cncl_op(op),
                              comm_, stream.queue()),
        "cnclReduceScatter");
}

void Communicator::all_gather(Stream& stream, const void* send, void* receive,
                              std::size_t send_count, sy_dtype dtype) {
  enter(stream);
  check(cncl().all_gather(send, receive, send_count, moved_dtype(dtype), comm_, stream.queue()),
        "cnclAllGather");
}

void Communicator::broadcast(Stream& stream, void* buffer, std::size_t count, sy_dtype dtype,
                             std::uint32_t root) {
  enter(stream);
  check(cncl().broadcast(buffer, buffer, count, moved_dtype(dtype), static_cast<int>(root), comm_,
                         stream.queue()),
        "cnclBroadcast");
}

void Communicator::all_to_all(Stream& stream, const void* send, void* receive,
                              std::size_t count_per_rank, sy_dtype dtype) {
  enter(stream);
  check(cncl().all_to_all(send, receive, count_per_rank, moved_dtype(dtype), comm_, stream.queue()),
        "cnclAlltoAll");
}

void Communicator::send(Stream& stream, const void* buffer, std::size_t count, sy_dtype dtype,
                        std::uint32_t to) {
  enter(stream);
  issue(
      {&stream, true, const_cast<void*>(buffer), count, moved_dtype(dtype), static_cast<int>(to)});
}

void Communicator::receive(Stream& stream, void* buffer, std::size_t count, sy_dtype dtype,
                           std::uint32_t from) {
  enter(stream);
  issue({&stream, false, buffer, count, moved_dtype(dtype), static_cast<int>(from)});
}

void Communicator::issue(const Message& message) {
  if (groups_ > 0) {
    messages_.push_back(message);
    return;
  }
  const auto call = message.sends ? cncl().send : cncl().receive;
  check(call(message.buffer, message.count, message.dtype, message.peer, comm_,
             message.stream->queue()),
        message.sends ? "cnclSend" : "cnclRecv");
}

void Communicator::group_start() {
  if (aborted_) throw kit::Failure(SY_FAILED, "The communicator was aborted.");
  ++groups_;
}

void Communicator::group_end() {
  kit::detail::require(groups_ > 0, "No group is open.");
  if (--groups_ > 0) return;
  try {
    flush();
  } catch (...) {
    messages_.clear();
    throw;
  }
  messages_.clear();
}

void Communicator::flush() {
  if (messages_.empty()) return;
  if (aborted_) throw kit::Failure(SY_FAILED, "The communicator was aborted.");
  device_.use();
  check(cncl().group_start(), "cnclGroupStart");
  try {
    for (const Message& message : messages_) issue(message);
  } catch (...) {
    cncl().group_end();
    throw;
  }
  check(cncl().group_end(), "cnclGroupEnd");
}

void Communicator::check_for_error(const Stream& stream) {
  if (std::find(streams_.begin(), streams_.end(), &stream) == streams_.end()) return;
  const std::lock_guard lock(ending_);
  if (aborted_) throw kit::Failure(SY_FAILED, "The communicator was aborted.");
  const cnclResult_t status = cncl().asynchronous_error(comm_);
  if (status != CNCL_RET_ASYNC_IN_PROGRESS) check(status, "A collective of CNCL");
}

}  // namespace steelyard::cambricon
