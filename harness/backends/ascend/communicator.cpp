#include "harness/backends/ascend/communicator.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>

#include "harness/backends/ascend/device.hpp"
#include "harness/backends/ascend/stream.hpp"

namespace steelyard::ascend {
namespace {

/// The id alone, with zeros behind it: what the other ranks get is its length and no more.
sy_unique_id id_alone(const sy_unique_id& id) {
  if (id.length != HCCL_ROOT_INFO_BYTES) {
    throw kit::Failure(SY_INVALID_ARGUMENT,
                       fmt::format("A unique id of HCCL has {} bytes, and this one has {}.",
                                   HCCL_ROOT_INFO_BYTES, id.length));
  }
  sy_unique_id alone{};
  std::memcpy(alone.bytes, id.bytes, HCCL_ROOT_INFO_BYTES);
  return alone;
}

void* writable(const void* pointer) { return const_cast<void*>(pointer); }

}  // namespace

Communicator::Communicator(Device& device, const sy_unique_id& id, std::uint32_t ranks,
                           std::uint32_t rank)
    : device_(device), rank_(rank) {
  const sy_unique_id alone = id_alone(id);
  check(hccl().init(ranks, reinterpret_cast<const HcclRootInfo*>(alone.bytes), rank, &comm_),
        "HcclCommInitRootInfo");
  device_.enlist(*this);
}

Communicator::~Communicator() {
  device_.strike(*this);
  if (try_to_use_device(device_.index())) hccl().destroy(comm_);
}

std::string Communicator::library() const {
  std::int32_t major = 0, minor = 0, patch = 0;
  check(runtime().version(&major, &minor, &patch), "aclrtGetVersion");
  return fmt::format("HCCL beside AscendCL {}.{}.{}", major, minor, patch);
}

std::string Communicator::algorithm() const {
  const char* const forced = std::getenv("HCCL_ALGO");
  return forced == nullptr ? "" : fmt::format("HCCL_ALGO={}", forced);
}

void Communicator::all_reduce(Stream& stream, const void* send, void* receive, std::size_t count,
                              sy_dtype dtype, sy_reduce_op op) {
  device_.use();
  check(hccl().all_reduce(writable(send), receive, count, reducible_dtype(dtype), hccl_op(op),
                          comm_, stream.handle()),
        "HcclAllReduce");
}

void Communicator::reduce_scatter(Stream& stream, const void* send, void* receive,
                                  std::size_t receive_count, sy_dtype dtype, sy_reduce_op op) {
  device_.use();
  check(hccl().reduce_scatter(writable(send), receive, receive_count, reducible_dtype(dtype),
                              hccl_op(op), comm_, stream.handle()),
        "HcclReduceScatter");
}

void Communicator::all_gather(Stream& stream, const void* send, void* receive,
                              std::size_t send_count, sy_dtype dtype) {
  device_.use();
  check(hccl().all_gather(writable(send), receive, send_count, hccl_dtype(dtype), comm_,
                          stream.handle()),
        "HcclAllGather");
}

void Communicator::broadcast(Stream& stream, void* buffer, std::size_t count, sy_dtype dtype,
                             std::uint32_t root) {
  device_.use();
  check(hccl().broadcast(buffer, count, hccl_dtype(dtype), root, comm_, stream.handle()),
        "HcclBroadcast");
}

void Communicator::all_to_all(Stream& stream, const void* send, void* receive,
                              std::size_t count_per_rank, sy_dtype dtype) {
  device_.use();
  const HcclDataType type = hccl_dtype(dtype);
  check(hccl().all_to_all(send, count_per_rank, type, receive, count_per_rank, type, comm_,
                          stream.handle()),
        "HcclAlltoAll");
}

void Communicator::send(Stream& stream, const void* buffer, std::size_t count, sy_dtype dtype,
                        std::uint32_t to) {
  message(stream, HCCL_SEND, writable(buffer), count, dtype, to);
}

void Communicator::receive(Stream& stream, void* buffer, std::size_t count, sy_dtype dtype,
                           std::uint32_t from) {
  message(stream, HCCL_RECV, buffer, count, dtype, from);
}

void Communicator::message(Stream& stream, HcclSendRecvType direction, void* buffer,
                           std::size_t count, sy_dtype dtype, std::uint32_t peer) {
  device_.use();
  const HcclSendRecvItem item{direction, buffer, count, hccl_dtype(dtype), peer};
  if (groups_ == 0) {
    const auto call = direction == HCCL_SEND ? hccl().send : hccl().receive;
    check(call(buffer, count, item.dataType, peer, comm_, stream.handle()),
          direction == HCCL_SEND ? "HcclSend" : "HcclRecv");
    return;
  }
  if (stream_ != nullptr && stream_ != &stream) {
    throw kit::Failure(SY_UNSUPPORTED,
                       "HcclBatchSendRecv takes the messages of a group on one stream.");
  }
  stream_ = &stream;
  const auto earlier = std::count_if(messages_.begin(), messages_.end(), [&](const Message& other) {
    return other.item.sendRecvType == direction && other.item.remoteRank == peer;
  });
  messages_.push_back(
      {item, count * kit::detail::size_of(dtype), static_cast<std::size_t>(earlier)});
}

void Communicator::group_start() { ++groups_; }

void Communicator::group_end() {
  kit::detail::require(groups_ > 0, "No group is open.");
  if (--groups_ > 0) return;
  device_.use();
  try {
    flush();
  } catch (...) {
    messages_.clear();
    stream_ = nullptr;
    throw;
  }
  messages_.clear();
  stream_ = nullptr;
}

void Communicator::flush() {
  std::size_t turns = 0;
  for (const Message& message : messages_) turns = std::max(turns, message.turn + 1);
  for (std::size_t turn = 0; turn < turns; ++turn) {
    copy_to_itself(turn);
    std::vector<HcclSendRecvItem> items;
    for (const Message& message : messages_) {
      if (message.turn == turn && message.item.remoteRank != rank_) items.push_back(message.item);
    }
    if (items.empty()) continue;
    check(hccl().batch(items.data(), static_cast<std::uint32_t>(items.size()), comm_,
                       stream_->handle()),
          "HcclBatchSendRecv");
  }
}

/// HCCL does not say whether a rank may send to itself, so that is a copy.
void Communicator::copy_to_itself(std::size_t turn) {
  const Message* halves[2] = {nullptr, nullptr};
  for (const Message& message : messages_) {
    if (message.turn == turn && message.item.remoteRank == rank_) {
      halves[message.item.sendRecvType] = &message;
    }
  }
  const auto [from, to] = halves;
  if (from == nullptr && to == nullptr) return;
  kit::detail::require(from != nullptr && to != nullptr && from->bytes == to->bytes,
                       "A rank's messages to itself do not match.");
  stream_->copy_on_device(to->item.buf, from->item.buf, from->bytes);
}

void Communicator::check_for_error() const {
  if (hccl().asynchronous_error == nullptr) return;
  HcclResult error = HCCL_SUCCESS;
  // Some platforms do not answer this question; then there is nothing to report.
  if (hccl().asynchronous_error(comm_, &error) != HCCL_SUCCESS) return;
  check(error, "A collective of HCCL");
}

}  // namespace steelyard::ascend
