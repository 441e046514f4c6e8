#include <fmt/format.h>
#include <mpi.h>

#include <algorithm>
#include <cstdlib>
#include <exception>

#include "harness/comm/all_reduce_method.hpp"
#include "harness/comm/chunks.hpp"
#include "harness/comm/mpi_call.hpp"
#include "harness/comm/mpi_reduction.hpp"
#include "harness/comm/mpi_world.hpp"
#include "harness/comm/tool_settings.hpp"
#include "harness/core/error.hpp"
#include "harness/core/whereabouts.hpp"

namespace steelyard::comm {
namespace {

constexpr int root = 0;
constexpr int message_tag = 1;

/// The arguments of an all-reduce as MPI takes them.
struct MeasuredAllReduce {
  const std::byte* send;
  std::byte* receive;
  std::size_t count;
  std::size_t element;  ///< bytes
  MPI_Datatype datatype;
  MPI_Op op;
  MPI_Comm comm;

  void operator()() const {
    const InCall call("MPI_Allreduce", Waits::for_others);
    for_each_chunk(count, [&](std::size_t offset, int piece) {
      check(MPI_Allreduce(send + offset * element, receive + offset * element, piece, datatype, op,
                          comm),
            "MPI_Allreduce");
    });
  }
};

class MpiCommunicator final : public Communicator {
 public:
  explicit MpiCommunicator(std::string description) : description_(std::move(description)) {
    const InCall call("MPI_Comm_dup", Waits::for_others);
    check(MPI_Comm_dup(MPI_COMM_WORLD, &comm_), "MPI_Comm_dup");
    check(MPI_Comm_set_errhandler(comm_, MPI_ERRORS_RETURN), "MPI_Comm_set_errhandler");
    check(MPI_Comm_rank(comm_, &rank_), "MPI_Comm_rank");
    check(MPI_Comm_size(comm_, &size_), "MPI_Comm_size");
  }
  ~MpiCommunicator() override {
    // Freeing is collective: a rank that leaves by an exception must not wait for the others.
    const InCall call("MPI_Comm_free", Waits::for_others);
    if (std::uncaught_exceptions() == 0) check_quietly(MPI_Comm_free(&comm_), "MPI_Comm_free");
  }

  int rank() const override { return rank_; }
  int size() const override { return size_; }
  std::string description() const override { return description_; }

  void barrier() override {
    const InCall call("MPI_Barrier", Waits::for_others);
    check(MPI_Barrier(comm_), "MPI_Barrier");
  }
  void broadcast(std::span<std::byte> data) override { broadcast_from(root, data); }
  std::vector<std::vector<std::byte>> all_gather(std::span<const std::byte> block) override;
  std::vector<double> gather(std::span<const double> block) override;
  void all_reduce(std::span<double> values, ReduceOp op) override;
  Operation prepare_all_reduce(const void* send, void* receive, std::size_t count, Dtype dtype,
                               ReduceOp op) override;
  std::string all_reduce_method() override;
  void send(std::span<const std::byte> data, int to) override;
  void receive(std::span<std::byte> data, int from) override;
  void exchange(std::span<const std::byte> send, std::span<std::byte> receive, int with) override;
  [[noreturn]] void abort(int exit_code) override;

 private:
  void broadcast_from(int source, std::span<std::byte> data);
  void check_peer(int peer) const;

  std::string description_;
  std::string all_reduce_method_;  ///< empty until asked
  MPI_Comm comm_ = MPI_COMM_NULL;
  MpiReductions reductions_;
  int rank_ = 0;
  int size_ = 1;
};

void MpiCommunicator::broadcast_from(int source, std::span<std::byte> data) {
  const InCall call("MPI_Bcast", Waits::for_others);
  for_each_chunk(data.size(), [&](std::size_t offset, int count) {
    check(MPI_Bcast(data.data() + offset, count, MPI_BYTE, source, comm_), "MPI_Bcast");
  });
}

std::vector<std::vector<std::byte>> MpiCommunicator::all_gather(std::span<const std::byte> block) {
  const InCall call("MPI_Allgather", Waits::for_others);
  const auto ranks = static_cast<std::size_t>(size_);
  std::uint64_t length = block.size();
  std::vector<std::uint64_t> lengths(ranks);
  check(MPI_Allgather(&length, 1, MPI_UINT64_T, lengths.data(), 1, MPI_UINT64_T, comm_),
        "MPI_Allgather");

  std::vector<std::vector<std::byte>> blocks(ranks);
  std::uint64_t total = 0;
  for (const std::uint64_t bytes : lengths) total += bytes;
  if (total > largest_chunk) {
    // Displacements are int: beyond that each rank in turn sends to all.
    std::copy(block.begin(), block.end(),
              std::back_inserter(blocks[static_cast<std::size_t>(rank_)]));
    for (std::size_t source = 0; source < ranks; ++source) {
      blocks[source].resize(lengths[source]);
      broadcast_from(static_cast<int>(source), blocks[source]);
    }
    return blocks;
  }

  std::vector<int> counts(ranks);
  std::vector<int> displacements(ranks);
  for (std::size_t source = 0, offset = 0; source < ranks; ++source) {
    counts[source] = static_cast<int>(lengths[source]);
    displacements[source] = static_cast<int>(offset);
    offset += lengths[source];
  }
  std::vector<std::byte> all(total);
  check(MPI_Allgatherv(block.data(), static_cast<int>(length), MPI_BYTE, all.data(), counts.data(),
                       displacements.data(), MPI_BYTE, comm_),
        "MPI_Allgatherv");
  for (std::size_t source = 0; source < ranks; ++source) {
    const auto first = all.begin() + displacements[source];
    blocks[source].assign(first, first + counts[source]);
  }
  return blocks;
}

std::vector<double> MpiCommunicator::gather(std::span<const double> block) {
  const InCall call("MPI_Gather", Waits::for_others);
  const std::size_t ranks = rank_ == root ? static_cast<std::size_t>(size_) : 0;
  std::vector<double> result(ranks * block.size());
  std::vector<double> piece;
  for_each_chunk(block.size(), [&](std::size_t offset, int count) {
    const auto length = static_cast<std::size_t>(count);
    piece.resize(ranks * length);
    check(MPI_Gather(block.data() + offset, count, MPI_DOUBLE, piece.data(), count, MPI_DOUBLE,
                     root, comm_),
          "MPI_Gather");
    for (std::size_t source = 0; source < ranks; ++source) {
      std::copy_n(piece.data() + source * length, length,
                  result.data() + source * block.size() + offset);
    }
  });
  return result;
}

void MpiCommunicator::all_reduce(std::span<double> values, ReduceOp op) {
  const InCall call("MPI_Allreduce", Waits::for_others);
  const MPI_Op operation = reductions_.operation(Dtype::f64, op);
  for_each_chunk(values.size(), [&](std::size_t offset, int count) {
    check(MPI_Allreduce(MPI_IN_PLACE, values.data() + offset, count, MPI_DOUBLE, operation, comm_),
          "MPI_Allreduce");
  });
}

Operation MpiCommunicator::prepare_all_reduce(const void* send, void* receive, std::size_t count,
                                              Dtype dtype, ReduceOp op) {
  return Operation(MeasuredAllReduce{.send = static_cast<const std::byte*>(send),
                                     .receive = static_cast<std::byte*>(receive),
                                     .count = count,
                                     .element = size_of(dtype),
                                     .datatype = MpiReductions::datatype(dtype),
                                     .op = reductions_.operation(dtype, op),
                                     .comm = comm_});
}

std::string MpiCommunicator::all_reduce_method() {
  if (all_reduce_method_.empty()) {
    const std::string method = comm::all_reduce_method(read_tool_settings(), size_);
    all_reduce_method_ = method.empty() ? description_ : description_ + ", " + method;
  }
  return all_reduce_method_;
}

void MpiCommunicator::check_peer(int peer) const {
  if (peer == rank_) {
    throw CommError(fmt::format("Rank {} cannot exchange a message with itself.", rank_));
  }
}

void MpiCommunicator::send(std::span<const std::byte> data, int to) {
  const InCall call("MPI_Send", Waits::for_others);
  check_peer(to);
  for_each_chunk(data.size(), [&](std::size_t offset, int count) {
    check(MPI_Send(data.data() + offset, count, MPI_BYTE, to, message_tag, comm_), "MPI_Send");
  });
}

void MpiCommunicator::receive(std::span<std::byte> data, int from) {
  const InCall call("MPI_Recv", Waits::for_others);
  check_peer(from);
  for_each_chunk(data.size(), [&](std::size_t offset, int count) {
    MPI_Status status;
    check(MPI_Recv(data.data() + offset, count, MPI_BYTE, from, message_tag, comm_, &status),
          "MPI_Recv");
    int received = 0;
    check(MPI_Get_count(&status, MPI_BYTE, &received), "MPI_Get_count");
    if (received != count) {
      throw CommError(fmt::format("Rank {} expected {} bytes from rank {} and received {}.", rank_,
                                  count, from, received));
    }
  });
}

void MpiCommunicator::exchange(std::span<const std::byte> send, std::span<std::byte> receive,
                               int with) {
  const InCall call("MPI_Sendrecv", Waits::for_others);
  check_peer(with);
  STEELYARD_ASSERT(send.size() == receive.size());
  for_each_chunk(send.size(), [&](std::size_t offset, int count) {
    check(MPI_Sendrecv(send.data() + offset, count, MPI_BYTE, with, message_tag,
                       receive.data() + offset, count, MPI_BYTE, with, message_tag, comm_,
                       MPI_STATUS_IGNORE),
          "MPI_Sendrecv");
  });
}

void MpiCommunicator::abort(int exit_code) {
  MPI_Abort(comm_, exit_code);
  std::_Exit(exit_code);  // MPI_Abort does not return; this is for an MPI that does
}

}  // namespace

std::unique_ptr<Communicator> make_mpi_world(std::string description) {
  return std::make_unique<MpiCommunicator>(std::move(description));
}

}  // namespace steelyard::comm
