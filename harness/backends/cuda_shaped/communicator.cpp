#include "harness/backends/cuda_shaped/communicator.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <utility>

#include "harness/backends/cuda_shaped/communicator_state.hpp"
#include "harness/backends/cuda_shaped/device.hpp"
#include "harness/backends/cuda_shaped/runtime.hpp"
#include "harness/backends/cuda_shaped/stream.hpp"

namespace steelyard::cuda_shaped {
namespace {

/// How long enqueued work may still take when its communicator is destroyed.
constexpr std::chrono::seconds patience_with_work{5};
constexpr int success = 0;

}  // namespace

Communicator::Communicator(Device& device, const Collectives& collectives, const sy_unique_id& id,
                           std::uint32_t ranks, std::uint32_t rank)
    : device_(device),
      collectives_(collectives),
      ranks_(ranks),
      rank_(rank),
      dtypes_(collectives.table().dtypes.begin(), collectives.table().dtypes.end()),
      state_(std::make_shared<CommunicatorState>(collectives)) {
  const std::size_t bytes = collectives.table().unique_id_bytes;
  if (id.length != bytes) {
    throw kit::Failure(SY_INVALID_ARGUMENT,
                       fmt::format("The unique id has {} bytes; those of {} have {}.", id.length,
                                   collectives.table().name, bytes));
  }
  device_.make_current();
  const int status = collectives_.call().init(state_->place(), static_cast<int>(ranks), id.bytes,
                                              static_cast<int>(rank));
  collectives_.check(status, "CommInitRank", nullptr);
  try {
    if (!collectives_.table().numbers_are_known) try_assumed_numbers();
  } catch (const kit::Failure&) {
    give_up(false);
    throw;
  }
}

Communicator::~Communicator() {
  bool well = false;
  try {
    device_.make_current();
    well = state_->work_ends_within(patience_with_work) && state_->trouble().empty();
  } catch (const kit::Failure&) {
    // A device that is lost, or work that failed: nothing will come of it.
  }
  give_up(well);
}

/// Gives the handle back to the library, in the way that does not wait for other ranks unless all
/// is well.
void Communicator::give_up(bool well) {
  if (well) state_->settle();
  void* const comm = state_->take();
  if (comm == nullptr) return;
  if (well || !collectives_.call().can_abort()) {
    collectives_.call().destroy(comm);
  } else {
    collectives_.call().abort(comm);
  }
}

void Communicator::abort() {
  if (!collectives_.call().can_abort()) {
    throw kit::Failure(SY_UNSUPPORTED,
                       fmt::format("{} has no call that aborts.", collectives_.table().name));
  }
  device_.make_current();
  void* const comm = state_->take();
  if (comm != nullptr) collectives_.check(collectives_.call().abort(comm), "CommAbort", nullptr);
}

std::string Communicator::algorithm() const {
  std::string text;
  for (const std::string& name : entries_of(collectives_.table().settings)) {
    const char* const value = std::getenv(name.c_str());
    if (value == nullptr || *value == '\0') continue;
    text += fmt::format("{}{}={}", text.empty() ? "" : ", ", name, value);
  }
  return text;
}

int Communicator::number_of(sy_reduce_op op) const {
  if (op == SY_SUM) return collectives_.table().sum;
  if (!reduces_to_extremes_) {
    throw kit::Failure(SY_UNSUPPORTED,
                       fmt::format("What {} calls the smallest and the largest is not known.",
                                   collectives_.table().name));
  }
  return op == SY_MIN ? collectives_.table().min : collectives_.table().max;
}

Communicator::Elements Communicator::reduced(std::size_t count, sy_dtype dtype,
                                             sy_reduce_op op) const {
  const auto found = std::ranges::find(dtypes_, dtype, &CollectiveDtype::dtype);
  const bool offered = found != dtypes_.end() && (found->reduces == Reduces::any ||
                                                  (found->reduces == Reduces::sum && op == SY_SUM));
  if (offered) return {found->number, count};
  throw kit::Failure(SY_UNSUPPORTED, fmt::format("{} does not reduce this type in this way.",
                                                 collectives_.table().name));
}

Communicator::Elements Communicator::moved(std::size_t count, sy_dtype dtype) const {
  const auto found = std::ranges::find(dtypes_, dtype, &CollectiveDtype::dtype);
  if (found != dtypes_.end()) return {found->number, count};
  const auto byte = std::ranges::find_if(dtypes_, [](const CollectiveDtype& offered) {
    return kit::detail::size_of(offered.dtype) == 1;
  });
  if (byte != dtypes_.end()) return {byte->number, count * kit::detail::size_of(dtype)};
  throw kit::Failure(SY_UNSUPPORTED,
                     fmt::format("{} does not move this type.", collectives_.table().name));
}

template <class Call>
void Communicator::at_library(const char* function, Call&& call) {
  device_.make_current();
  const CommunicatorState::Use use(*state_);
  collectives_.check(call(use.comm()), function, use.comm());
}

template <class Call>
void Communicator::enqueue(Stream& stream, const char* function, Call&& call) {
  // Before the call: also a call that fails may have left work behind.
  stream.depend_on(state_);
  state_->works_on(stream);
  at_library(function, std::forward<Call>(call));
}

void Communicator::all_reduce(Stream& stream, const void* send, void* receive, std::size_t count,
                              sy_dtype dtype, sy_reduce_op op) {
  const Elements elements = reduced(count, dtype, op);
  enqueue(stream, "AllReduce", [&](void* comm) {
    return collectives_.call().all_reduce(send, receive, elements.count, elements.number,
                                          number_of(op), comm, stream.native());
  });
}

void Communicator::reduce_scatter(Stream& stream, const void* send, void* receive,
                                  std::size_t receive_count, sy_dtype dtype, sy_reduce_op op) {
  const Elements elements = reduced(receive_count, dtype, op);
  enqueue(stream, "ReduceScatter", [&](void* comm) {
    return collectives_.call().reduce_scatter(send, receive, elements.count, elements.number,
                                              number_of(op), comm, stream.native());
  });
}

void Communicator::all_gather(Stream& stream, const void* send, void* receive,
                              std::size_t send_count, sy_dtype dtype) {
  const Elements elements = moved(send_count, dtype);
  enqueue(stream, "AllGather", [&](void* comm) {
    return collectives_.call().all_gather(send, receive, elements.count, elements.number, comm,
                                          stream.native());
  });
}

void Communicator::broadcast(Stream& stream, void* buffer, std::size_t count, sy_dtype dtype,
                             std::uint32_t root) {
  const Elements elements = moved(count, dtype);
  enqueue(stream, "Broadcast", [&](void* comm) {
    return collectives_.call().broadcast(buffer, buffer, elements.count, elements.number,
                                         static_cast<int>(root), comm, stream.native());
  });
}

void Communicator::all_to_all(Stream& stream, const void* send, void* receive,
                              std::size_t count_per_rank, sy_dtype dtype) {
  const Elements elements = moved(count_per_rank, dtype);
  if (!collectives_.call().has_all_to_all()) {
    send_to_all(stream, static_cast<const std::byte*>(send), static_cast<std::byte*>(receive),
                elements, count_per_rank * kit::detail::size_of(dtype));
    return;
  }
  enqueue(stream, "AllToAll", [&](void* comm) {
    return collectives_.call().all_to_all(send, receive, elements.count, elements.number, comm,
                                          stream.native());
  });
}

void Communicator::send_to_all(Stream& stream, const std::byte* send, std::byte* receive,
                               Elements elements, std::size_t bytes_per_rank) {
  const CollectiveCalls& call = collectives_.call();
  require_groups();
  enqueue(stream, "Send and Recv", [&](void* comm) {
    int failed = call.group_start();
    if (failed != success) return failed;
    for (std::uint32_t i = 0; i < ranks_ && failed == success; ++i) {
      const auto peer = static_cast<int>(i);
      failed = call.send(send + i * bytes_per_rank, elements.count, elements.number, peer, comm,
                         stream.native());
      if (failed != success) break;
      failed = call.receive(receive + i * bytes_per_rank, elements.count, elements.number, peer,
                            comm, stream.native());
    }
    // A group that is left open would swallow the thread's later calls.
    const int ended = call.group_end();
    return failed == success ? ended : failed;
  });
}

void Communicator::send(Stream& stream, const void* buffer, std::size_t count, sy_dtype dtype,
                        std::uint32_t to) {
  const Elements elements = moved(count, dtype);
  enqueue(stream, "Send", [&](void* comm) {
    return collectives_.call().send(buffer, elements.count, elements.number, static_cast<int>(to),
                                    comm, stream.native());
  });
}

void Communicator::receive(Stream& stream, void* buffer, std::size_t count, sy_dtype dtype,
                           std::uint32_t from) {
  const Elements elements = moved(count, dtype);
  enqueue(stream, "Recv", [&](void* comm) {
    return collectives_.call().receive(buffer, elements.count, elements.number,
                                       static_cast<int>(from), comm, stream.native());
  });
}

void Communicator::require_groups() const {
  if (!collectives_.call().has_groups()) {
    throw kit::Failure(SY_UNSUPPORTED, fmt::format("{} has no groups.", collectives_.table().name));
  }
}

void Communicator::group_start() {
  require_groups();
  at_library("GroupStart", [&](void*) { return collectives_.call().group_start(); });
}

void Communicator::group_end() {
  require_groups();
  at_library("GroupEnd", [&](void*) { return collectives_.call().group_end(); });
}

}  // namespace steelyard::cuda_shaped
