#include "tests/emulated/core/group.hpp"

#include <cstring>
#include <mutex>
#include <vector>

#include "harness/backends/fake/communicator.hpp"
#include "harness/backends/fake/device.hpp"
#include "harness/backends/fake/segment.hpp"
#include "harness/backends/fake/stream.hpp"
#include "tests/emulated/core/live.hpp"

namespace steelyard::emulated {
namespace {

/// Groups whose id was given away and that nobody has joined from this process: the others find
/// them through it.
struct Announced {
  std::mutex mutex;
  std::vector<std::unique_ptr<fake::Segment>> segments;
};
Announced& announced() {
  static Announced* const all = new Announced;
  return *all;
}

sy_unique_id read_id(const void* bytes) {
  sy_unique_id id{};
  std::memcpy(&id.length, bytes, sizeof(std::uint32_t));
  if (id.length > id_bytes - sizeof(std::uint32_t)) {
    throw kit::Failure(SY_INVALID_ARGUMENT, "This is no unique id.");
  }
  std::memcpy(id.bytes, static_cast<const std::byte*>(bytes) + sizeof(std::uint32_t), id.length);
  return id;
}

sy_dtype abi(Dtype dtype) { return static_cast<sy_dtype>(dtype); }

/// Speeds mean nothing here: events of the emulated libraries tell the host's time.
fake::Script quiet() {
  fake::Script script;
  script.host_clock = true;
  return script;
}

}  // namespace

bool make_id(void* bytes) {
  std::unique_ptr<fake::Segment> segment = fake::Segment::create();
  const sy_unique_id id = segment->id();
  if (id.length > id_bytes - sizeof(std::uint32_t)) return false;
  const auto length = static_cast<std::uint32_t>(id.length);
  std::memset(bytes, 0, id_bytes);
  std::memcpy(bytes, &length, sizeof(length));
  std::memcpy(static_cast<std::byte*>(bytes) + sizeof(length), id.bytes, length);
  const std::lock_guard lock(announced().mutex);
  announced().segments.push_back(std::move(segment));
  return true;
}

struct Group::Parts {
  Parts(std::unique_ptr<fake::Segment> segment, std::uint32_t ranks, std::uint32_t rank)
      : device(quiet(), 0), stream(device), communicator(device, std::move(segment), ranks, rank) {}

  Live live{"communicator"};
  fake::Device device;
  fake::Stream stream;
  fake::Communicator communicator;
};

Group::Group(const void* id, int ranks, int rank) : ranks_(ranks), rank_(rank) {
  if (ranks < 1 || rank < 0 || rank >= ranks) {
    throw kit::Failure(SY_INVALID_ARGUMENT, "The rank is not below the number of ranks.");
  }
  const sy_unique_id bytes = read_id(id);
  std::unique_ptr<fake::Segment> segment = fake::Segment::open(bytes);
  segment->join(static_cast<std::uint32_t>(ranks), static_cast<std::uint32_t>(rank));
  {
    const std::lock_guard lock(announced().mutex);
    std::erase_if(announced().segments, [&](const auto& other) { return other->has(bytes); });
  }
  parts_ = std::make_unique<Parts>(std::move(segment), static_cast<std::uint32_t>(ranks),
                                   static_cast<std::uint32_t>(rank));
}

Group::~Group() = default;

void Group::all_reduce(const void* send, void* receive, std::size_t count, Dtype dtype,
                       sy_reduce_op op) {
  parts_->communicator.all_reduce(parts_->stream, send, receive, count, abi(dtype), op);
}

void Group::reduce_scatter(const void* send, void* receive, std::size_t receive_count, Dtype dtype,
                           sy_reduce_op op) {
  parts_->communicator.reduce_scatter(parts_->stream, send, receive, receive_count, abi(dtype), op);
}

void Group::all_gather(const void* send, void* receive, std::size_t send_count, Dtype dtype) {
  parts_->communicator.all_gather(parts_->stream, send, receive, send_count, abi(dtype));
}

void Group::broadcast(void* buffer, std::size_t count, Dtype dtype, int root) {
  parts_->communicator.broadcast(parts_->stream, buffer, count, abi(dtype),
                                 static_cast<std::uint32_t>(root));
}

void Group::all_to_all(const void* send, void* receive, std::size_t count_per_rank, Dtype dtype) {
  parts_->communicator.all_to_all(parts_->stream, send, receive, count_per_rank, abi(dtype));
}

void Group::send(const void* buffer, std::size_t count, Dtype dtype, int to) {
  parts_->communicator.send(parts_->stream, buffer, count, abi(dtype),
                            static_cast<std::uint32_t>(to));
}

void Group::receive(void* buffer, std::size_t count, Dtype dtype, int from) {
  parts_->communicator.receive(parts_->stream, buffer, count, abi(dtype),
                               static_cast<std::uint32_t>(from));
}

void Group::group_start() { parts_->communicator.group_start(); }
void Group::group_end() { parts_->communicator.group_end(); }
void Group::abort() { parts_->communicator.abort(); }

}  // namespace steelyard::emulated
