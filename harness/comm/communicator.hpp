#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "harness/comm/operation.hpp"
#include "harness/core/dtype.hpp"

namespace steelyard::comm {

enum class ReduceOp { sum, min, max };
std::string_view name(ReduceOp op);

/// A fixed group of ranks. Three implementations: MPI (mpi_communicator.hpp), threads of one
/// process (thread_communicator.hpp), which tests use to stand in for MPI, and one rank that stands
/// for many equal ones (mirrored_communicator.hpp).
///
/// Every member is collective unless it says otherwise: all ranks call it in the same order. All
/// block until this rank's part is done, throw CommError on failure, and are to be used by one
/// thread per rank. `root` is 0 throughout: rank 0 speaks for the run.
class Communicator {
 public:
  virtual ~Communicator() = default;
  Communicator() = default;
  Communicator(const Communicator&) = delete;
  Communicator& operator=(const Communicator&) = delete;

  virtual int rank() const = 0;  ///< not collective
  virtual int size() const = 0;  ///< not collective
  /// What carries the messages, for the record: "Open MPI 4.1.4", "threads".
  virtual std::string description() const = 0;  ///< not collective

  virtual void barrier() = 0;
  /// Copies `data` of rank 0 to all. The size must be the same everywhere.
  virtual void broadcast(std::span<std::byte> data) = 0;
  /// Concatenates the blocks of all ranks, in rank order, on every rank. Blocks may differ in size.
  virtual std::vector<std::vector<std::byte>> all_gather(std::span<const std::byte> block) = 0;
  /// The blocks of all ranks, in rank order, on rank 0, which takes one after the other; empty
  /// elsewhere. Blocks may differ in size.
  virtual std::vector<std::vector<std::byte>> gather_blocks(std::span<const std::byte> block);
  /// Concatenates equal blocks of doubles on rank 0; empty elsewhere.
  virtual std::vector<double> gather(std::span<const double> block) = 0;
  /// Element-wise over ranks, in place.
  virtual void all_reduce(std::span<double> values, ReduceOp op) = 0;

  /// The measured collective on host memory, settled once and then run many times: element-wise
  /// over ranks, `send` and `receive` do not overlap. f64, f32, bf16, fp16, int32, int8, uint8; a
  /// CommError says so for others. Settling is not collective, running is.
  virtual Operation prepare_all_reduce(const void* send, void* receive, std::size_t count,
                                       Dtype dtype, ReduceOp op) = 0;
  /// What carries that collective and how, as far as the library tells, for the record: "Open MPI
  /// 4.1.4, coll tuned (fixed rules), pml ob1, btl self, tcp, vader (single copy: none)". Not
  /// collective. Takes some 30 ms when first asked.
  virtual std::string all_reduce_method() = 0;

  /// Point to point, blocking, for clock synchronisation: only the two named ranks call.
  virtual void send(std::span<const std::byte> data, int to) = 0;
  virtual void receive(std::span<std::byte> data, int from) = 0;
  /// Both at once, with one other rank, which does the same: equal sizes, memory apart.
  virtual void exchange(std::span<const std::byte> send, std::span<std::byte> receive,
                        int with) = 0;

  /// Ends all ranks at once with this exit code, from any thread, without waiting. The last resort
  /// when a rank does not arrive. Not collective. Does not return (MPI) or makes every blocked and
  /// later call of all ranks throw CommError (threads).
  virtual void abort(int exit_code) = 0;
};

/// broadcast() of a text of any length.
void broadcast(Communicator& comm, std::string& text);
/// Texts of all ranks, in rank order, on every rank.
std::vector<std::string> all_gather(Communicator& comm, const std::string& text);
/// Several texts of each rank, which may hold any bytes and differ in number: [rank][text].
std::vector<std::vector<std::string>> all_gather(Communicator& comm,
                                                 std::span<const std::string> texts);
/// Largest value over ranks.
double max_over_ranks(Communicator& comm, double value);
/// True if `flag` is true on every rank.
bool all_true(Communicator& comm, bool flag);

}  // namespace steelyard::comm
