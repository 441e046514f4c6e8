#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "harness/backends/cuda_shaped/collective_library.hpp"
#include "harness/backends/cuda_shaped/collectives.hpp"
#include "harness/device/backend.h"

namespace steelyard::cuda_shaped {

class CommunicatorState;
class Device;
class Stream;
/// One rank of a communicator. Calls enqueue on the stream; the constructor waits for all ranks.
/// Types that the library does not know are moved as bytes, and not reduced. After abort() every
/// call throws, and so does the stream's synchronize() with work of this communicator.
class Communicator {
 public:
  /// `device` and `collectives` must outlive this. Throws kit::Failure.
  Communicator(Device& device, const Collectives& collectives, const sy_unique_id& id,
               std::uint32_t ranks, std::uint32_t rank);
  /// Gives work that is enqueued a few seconds to end, and aborts what does not, so that a rank
  /// whose peers are gone does not wait for them.
  ~Communicator();
  Communicator(const Communicator&) = delete;
  Communicator& operator=(const Communicator&) = delete;

  std::string library() const { return collectives_.name(); }
  /// The settings that were made ("NCCL_ALGO=Ring"), or "": libraries do not tell what they chose.
  std::string algorithm() const;

  /// From any thread. Ends enqueued work of this rank.
  void abort();

  void all_reduce(Stream& stream, const void* send, void* receive, std::size_t count,
                  sy_dtype dtype, sy_reduce_op op);
  void reduce_scatter(Stream& stream, const void* send, void* receive, std::size_t receive_count,
                      sy_dtype dtype, sy_reduce_op op);
  void all_gather(Stream& stream, const void* send, void* receive, std::size_t send_count,
                  sy_dtype dtype);
  void broadcast(Stream& stream, void* buffer, std::size_t count, sy_dtype dtype,
                 std::uint32_t root);
  void all_to_all(Stream& stream, const void* send, void* receive, std::size_t count_per_rank,
                  sy_dtype dtype);
  void send(Stream& stream, const void* buffer, std::size_t count, sy_dtype dtype,
            std::uint32_t to);
  void receive(Stream& stream, void* buffer, std::size_t count, sy_dtype dtype, std::uint32_t from);
  void group_start();
  void group_end();

 private:
  /// A type as the library takes it.
  struct Elements {
    int number;
    std::size_t count;
  };

  Elements reduced(std::size_t count, sy_dtype dtype, sy_reduce_op op) const;
  Elements moved(std::size_t count, sy_dtype dtype) const;
  int number_of(sy_reduce_op op) const;
  /// Makes a call of the library and checks it. `call` gets the library's handle.
  template <class Call>
  void enqueue(Stream& stream, const char* function, Call&& call);
  template <class Call>
  void at_library(const char* function, Call&& call);
  void send_to_all(Stream& stream, const std::byte* send, std::byte* receive, Elements elements,
                   std::size_t bytes_per_rank);
  void give_up(bool well);
  void require_groups() const;
  /// Leaves in dtypes_ the types that are reduced as the table assumes.
  void try_assumed_numbers();
  bool reduces_as_assumed(sy_dtype dtype, sy_reduce_op op, unsigned mine, unsigned expected);

  Device& device_;
  const Collectives& collectives_;
  std::uint32_t ranks_;
  std::uint32_t rank_;
  std::vector<CollectiveDtype> dtypes_;       ///< those that are offered
  bool reduces_to_extremes_ = true;           ///< the numbers of min and max are right
  std::shared_ptr<CommunicatorState> state_;  ///< shared with streams that have work of this
};

}  // namespace steelyard::cuda_shaped
