#include "harness/comm/thread_communicator.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <exception>
#include <mutex>
#include <system_error>
#include <thread>

#include "harness/comm/reduction.hpp"
#include "harness/comm/thread_hub.hpp"
#include "harness/core/error.hpp"

namespace steelyard::comm {
namespace {

/// A stretch of one collective call in which ranks see each other's memory. Ends it however the
/// call is left.
class OpenMemory {
 public:
  OpenMemory(ThreadHub& hub, int rank, const Contribution& mine) : hub_(hub) {
    hub_.open(rank, mine);
    open_ = true;
  }
  ~OpenMemory() {
    if (open_) hub_.withdraw();
  }
  OpenMemory(const OpenMemory&) = delete;
  OpenMemory& operator=(const OpenMemory&) = delete;

  void next() {
    open_ = false;  // what throws has closed it
    hub_.next();
    open_ = true;
  }
  void close() {
    open_ = false;
    hub_.close();
  }

 private:
  ThreadHub& hub_;
  bool open_ = false;
};

void copy_bytes(std::byte* to, const std::byte* from, std::size_t bytes) {
  if (bytes > 0) std::memcpy(to, from, bytes);
}

class ThreadCommunicator final : public Communicator {
 public:
  ThreadCommunicator(ThreadHub& hub, int rank) : hub_(hub), rank_(rank) {}

  int rank() const override { return rank_; }
  int size() const override { return hub_.size(); }
  std::string description() const override { return "threads"; }

  void barrier() override { hub_.barrier(rank_); }

  void broadcast(std::span<std::byte> data) override {
    OpenMemory memory(hub_, rank_, {.call = "broadcast", .shape = data.size(), .in = data.data()});
    if (rank_ != 0) copy_bytes(data.data(), hub_.of(0).in, data.size());
    memory.close();
  }

  std::vector<std::vector<std::byte>> all_gather(std::span<const std::byte> block) override {
    OpenMemory memory(hub_, rank_,
                      {.call = "all_gather", .in = block.data(), .bytes = block.size()});
    std::vector<std::vector<std::byte>> blocks;
    for (int source = 0; source < size(); ++source) {
      const Contribution& other = hub_.of(source);
      blocks.emplace_back(other.in, other.in + other.bytes);
    }
    memory.close();
    return blocks;
  }

  std::vector<double> gather(std::span<const double> block) override {
    const auto bytes = std::as_bytes(block);
    OpenMemory memory(hub_, rank_, {.call = "gather", .shape = bytes.size(), .in = bytes.data()});
    std::vector<double> result;
    if (rank_ == 0) {
      result.resize(block.size() * static_cast<std::size_t>(size()));
      auto* out = reinterpret_cast<std::byte*>(result.data());
      for (int source = 0; source < size(); ++source, out += bytes.size()) {
        copy_bytes(out, hub_.of(source).in, bytes.size());
      }
    }
    memory.close();
    return result;
  }

  void all_reduce(std::span<double> values, ReduceOp op) override {
    const std::vector<double> mine(values.begin(), values.end());
    reduce(mine.data(), values.data(), values.size(), Dtype::f64, op);
  }

  Operation prepare_all_reduce(const void* send, void* receive, std::size_t count, Dtype dtype,
                               ReduceOp op) override {
    check_reducible(dtype);
    return Operation(
        [this, send, receive, count, dtype, op] { reduce(send, receive, count, dtype, op); });
  }
  std::string all_reduce_method() override { return description(); }

  void send(std::span<const std::byte> data, int to) override { hub_.send(rank_, to, data); }
  void receive(std::span<std::byte> data, int from) override { hub_.receive(from, rank_, data); }
  void exchange(std::span<const std::byte> send, std::span<std::byte> receive, int with) override {
    // A message is handed over when both are there, so one of the two must begin by receiving.
    if (rank_ < with) hub_.send(rank_, with, send);
    hub_.receive(with, rank_, receive);
    if (rank_ > with) hub_.send(rank_, with, send);
  }

  void abort(int exit_code) override {
    hub_.abort(fmt::format("Rank {} aborted the run with exit code {}.", rank_, exit_code));
  }

 private:
  void reduce(const void* send, void* receive, std::size_t count, Dtype dtype, ReduceOp op);

  ThreadHub& hub_;
  int rank_;
};

void ThreadCommunicator::reduce(const void* send, void* receive, std::size_t count, Dtype dtype,
                                ReduceOp op) {
  const std::size_t element = size_of(dtype);
  auto* result = static_cast<std::byte*>(receive);
  // Count, dtype and operation in one number: they must agree.
  const std::uint64_t shape =
      (count * 16 + static_cast<std::uint64_t>(dtype)) * 4 + static_cast<std::uint64_t>(op);
  OpenMemory memory(hub_, rank_,
                    {.call = "all_reduce",
                     .shape = shape,
                     .in = static_cast<const std::byte*>(send),
                     .out = result});
  // Each rank reduces its own part, in rank order, into the memory of rank 0; then all copy that.
  const auto ranks = static_cast<std::size_t>(size());
  const auto mine = static_cast<std::size_t>(rank_);
  const std::size_t first = count * mine / ranks;
  const std::size_t length = count * (mine + 1) / ranks - first;
  std::byte* part = hub_.of(0).out + first * element;
  if (length > 0) {
    copy_bytes(part, hub_.of(0).in + first * element, length * element);
    for (int source = 1; source < size(); ++source) {
      reduce_into(dtype, op, hub_.of(source).in + first * element, part, length);
    }
  }
  memory.next();
  if (rank_ != 0) copy_bytes(result, hub_.of(0).out, count * element);
  memory.close();
}

}  // namespace

void run_thread_ranks(int ranks, const std::function<void(Communicator&)>& body) {
  STEELYARD_ASSERT(ranks > 0);
  ThreadHub hub(ranks);
  std::mutex mutex;
  std::exception_ptr first;

  const auto run_rank = [&](int rank) {
    ThreadCommunicator comm(hub, rank);
    try {
      body(comm);
    } catch (...) {
      {
        const std::lock_guard lock(mutex);
        if (!first) first = std::current_exception();
      }
      hub.abort(fmt::format("Rank {} ended by an exception.", rank));
    }
    hub.leave(rank);
  };

  {
    std::vector<std::jthread> threads;  // joins
    try {
      for (int rank = 0; rank < ranks; ++rank) threads.emplace_back(run_rank, rank);
    } catch (const std::system_error&) {
      hub.abort("The system refused to start a thread for each rank.");
      throw;
    }
  }
  if (first) std::rethrow_exception(first);
}

}  // namespace steelyard::comm
