#include "harness/backends/fake/communicator.hpp"

#include <algorithm>
#include <cstring>

#include "harness/backends/fake/device.hpp"
#include "harness/backends/fake/reduction.hpp"
#include "harness/core/dtype.hpp"

namespace steelyard::fake {
namespace {

/// Large messages are reduced in pieces, so that the scratch memory stays small.
constexpr std::size_t piece_bytes = std::size_t{4} << 20;

std::size_t width(sy_dtype dtype) { return size_of(static_cast<Dtype>(dtype)); }

Label label_of(Call call, sy_dtype dtype, std::uint32_t detail) {
  Label label;
  label.call = static_cast<std::uint32_t>(call);
  label.dtype = dtype;
  label.detail = detail;
  return label;
}

}  // namespace

Communicator::Communicator(Device& device, std::unique_ptr<Segment> segment, std::uint32_t ranks,
                           std::uint32_t rank)
    : device_(device),
      segment_(std::move(segment)),
      ranks_(ranks),
      rank_(rank),
      collective_(*segment_, rank, dead_),
      messages_(*segment_, rank, dead_) {}

Communicator::~Communicator() { device_.faults().enter(Call::destroy); }

void Communicator::abort() {
  device_.faults().enter(Call::abort);
  dead_.store(true);
}

void Communicator::require_alive() const {
  if (dead_.load()) {
    throw kit::Failure(SY_FAILED,
                       "The communicator was aborted or has failed before; destroy it and make a "
                       "new one.");
  }
}

/// True if the result is to be made wrong.
bool Communicator::enter(Call call) {
  require_alive();
  return device_.faults().enter(call, &dead_);
}

void Communicator::issue(Operation operation) {
  if (groups_ > 0) {
    collectives_.push_back(std::move(operation));
  } else {
    run(operation);
  }
}

/// What stopped half-way leaves messages behind that nobody may take for others.
void Communicator::run(const Operation& operation) {
  try {
    moment_ = device_.clock().now();
    operation();
  } catch (...) {
    dead_.store(true);
    throw;
  }
}

void Communicator::take_time(double hops, double bytes) {
  device_.clock().meet(moment_);
  device_.clock().transfer(std::max(hops, 1.0), bytes);
}

void Communicator::all_reduce(Stream&, const void* send, void* receive, std::size_t count,
                              sy_dtype dtype, sy_reduce_op op) {
  const bool wrong = enter(Call::all_reduce);
  require_reducible(dtype);
  issue([=, this] {
    const std::size_t bytes = count * width(dtype);
    const Label label = label_of(Call::all_reduce, dtype, op);
    const std::size_t piece = piece_bytes / width(dtype);
    for (std::size_t done = 0; done < count; done += piece) {
      const std::size_t offset = done * width(dtype);
      reduce_everywhere(label, static_cast<const std::byte*>(send) + offset,
                        static_cast<std::byte*>(receive) + offset, std::min(piece, count - done));
    }
    take_time(2.0 * (ranks_ - 1), 2.0 * (ranks_ - 1) / ranks_ * static_cast<double>(bytes));
    if (wrong) spoil(receive, bytes);
  });
}

/// Each rank reduces its share of the elements and tells the others.
void Communicator::reduce_everywhere(const Label& label, const std::byte* send, std::byte* receive,
                                     std::size_t count) {
  const std::size_t element = width(static_cast<sy_dtype>(label.dtype));
  const auto begin = [&](std::uint32_t rank) { return count * rank / ranks_ * element; };
  const auto bytes = [&](std::uint32_t rank) { return begin(rank + 1) - begin(rank); };
  Shares shares;
  for (std::uint32_t rank = 0; rank < ranks_; ++rank) {
    shares.emplace_back(send + begin(rank), bytes(rank));
  }
  reduce_shares(label, shares, receive + begin(rank_));
  for (std::uint32_t other = 0; other < ranks_; ++other) {
    if (other == rank_) continue;
    collective_.send(other, label, receive + begin(rank_), bytes(rank_));
    collective_.receive(other, label, receive + begin(other), bytes(other));
  }
  moment_ = collective_.run(moment_);
}

/// Every rank gives each its share; this one combines what is its own, in the order of the ranks.
void Communicator::reduce_shares(const Label& label, const Shares& shares, std::byte* result) {
  const std::size_t mine = shares[rank_].size();
  scratch_.resize(mine * ranks_);
  std::vector<const std::byte*> inputs(ranks_);
  for (std::uint32_t other = 0; other < ranks_; ++other) {
    inputs[other] = shares[rank_].data();
    if (other == rank_) continue;
    std::byte* const room = scratch_.data() + other * mine;
    inputs[other] = room;
    collective_.send(other, label, shares[other].data(), shares[other].size());
    collective_.receive(other, label, room, mine);
  }
  moment_ = collective_.run(moment_);
  const auto dtype = static_cast<sy_dtype>(label.dtype);
  combine(dtype, static_cast<sy_reduce_op>(label.detail), inputs, result, mine / width(dtype));
}

void Communicator::reduce_scatter(Stream&, const void* send, void* receive,
                                  std::size_t receive_count, sy_dtype dtype, sy_reduce_op op) {
  const bool wrong = enter(Call::reduce_scatter);
  require_reducible(dtype);
  issue([=, this] {
    const std::size_t bytes = receive_count * width(dtype);
    for (std::size_t done = 0; done < bytes; done += piece_bytes) {
      const std::size_t piece = std::min(piece_bytes, bytes - done);
      Shares shares;
      for (std::uint32_t rank = 0; rank < ranks_; ++rank) {
        shares.emplace_back(static_cast<const std::byte*>(send) + rank * bytes + done, piece);
      }
      reduce_shares(label_of(Call::reduce_scatter, dtype, op), shares,
                    static_cast<std::byte*>(receive) + done);
    }
    take_time(ranks_ - 1.0, (ranks_ - 1.0) * static_cast<double>(bytes));
    if (wrong) spoil(receive, bytes);
  });
}

void Communicator::all_gather(Stream&, const void* send, void* receive, std::size_t send_count,
                              sy_dtype dtype) {
  const bool wrong = enter(Call::all_gather);
  issue([=, this] {
    const std::size_t bytes = send_count * width(dtype);
    const auto* const mine = static_cast<const std::byte*>(send);
    auto* const all = static_cast<std::byte*>(receive);
    const Label label = label_of(Call::all_gather, dtype, 0);
    std::memcpy(all + rank_ * bytes, mine, bytes);
    for (std::uint32_t other = 0; other < ranks_; ++other) {
      if (other == rank_) continue;
      collective_.send(other, label, mine, bytes);
      collective_.receive(other, label, all + other * bytes, bytes);
    }
    moment_ = collective_.run(moment_);
    take_time(ranks_ - 1.0, (ranks_ - 1.0) * static_cast<double>(bytes));
    if (wrong) spoil(receive, ranks_ * bytes);
  });
}

void Communicator::broadcast(Stream&, void* buffer, std::size_t count, sy_dtype dtype,
                             std::uint32_t root) {
  const bool wrong = enter(Call::broadcast);
  issue([=, this] {
    const std::size_t bytes = count * width(dtype);
    auto* const data = static_cast<std::byte*>(buffer);
    const Label label = label_of(Call::broadcast, dtype, root);
    for (std::uint32_t other = 0; other < ranks_; ++other) {
      if (other != root && rank_ == root) collective_.send(other, label, data, bytes);
      if (other != root && rank_ == other) collective_.receive(root, label, data, bytes);
    }
    moment_ = collective_.run(moment_);
    take_time(ranks_ - 1.0, ranks_ == 1 ? 0.0 : static_cast<double>(bytes));
    if (wrong) spoil(buffer, bytes);
  });
}

void Communicator::all_to_all(Stream&, const void* send, void* receive, std::size_t count_per_rank,
                              sy_dtype dtype) {
  const bool wrong = enter(Call::all_to_all);
  issue([=, this] {
    const std::size_t bytes = count_per_rank * width(dtype);
    const auto* const from = static_cast<const std::byte*>(send);
    auto* const to = static_cast<std::byte*>(receive);
    const Label label = label_of(Call::all_to_all, dtype, 0);
    std::memcpy(to + rank_ * bytes, from + rank_ * bytes, bytes);
    for (std::uint32_t other = 0; other < ranks_; ++other) {
      if (other == rank_) continue;
      collective_.send(other, label, from + other * bytes, bytes);
      collective_.receive(other, label, to + other * bytes, bytes);
    }
    moment_ = collective_.run(moment_);
    take_time(ranks_ - 1.0, (ranks_ - 1.0) * static_cast<double>(bytes));
    if (wrong) spoil(receive, ranks_ * bytes);
  });
}

void Communicator::send(Stream&, const void* buffer, std::size_t count, sy_dtype dtype,
                        std::uint32_t to) {
  enter(Call::send);
  const std::size_t bytes = count * width(dtype);
  messages_.send(to, label_of(Call::send, dtype, 0), static_cast<const std::byte*>(buffer), bytes);
  bytes_out_ += bytes;
  if (groups_ == 0) exchange_messages();
}

void Communicator::receive(Stream&, void* buffer, std::size_t count, sy_dtype dtype,
                           std::uint32_t from) {
  const bool wrong = enter(Call::receive);
  const std::size_t bytes = count * width(dtype);
  messages_.receive(from, label_of(Call::send, dtype, 0), static_cast<std::byte*>(buffer), bytes);
  bytes_in_ += bytes;
  if (wrong) to_spoil_.emplace_back(buffer, bytes);
  if (groups_ == 0) exchange_messages();
}

void Communicator::exchange_messages() {
  run([this] {
    if (bytes_out_ + bytes_in_ == 0) return;
    moment_ = messages_.run(moment_);
    take_time(1, static_cast<double>(std::max(bytes_out_, bytes_in_)));
    bytes_out_ = bytes_in_ = 0;
    for (const auto& [data, bytes] : std::exchange(to_spoil_, {})) spoil(data, bytes);
  });
}

void Communicator::group_start() {
  enter(Call::group_start);
  ++groups_;
}

void Communicator::group_end() {
  enter(Call::group_end);
  if (groups_ == 0) throw kit::Failure(SY_INVALID_ARGUMENT, "No group was started.");
  if (--groups_ > 0) return;
  for (const Operation& collective : std::exchange(collectives_, {})) run(collective);
  exchange_messages();
}

}  // namespace steelyard::fake
