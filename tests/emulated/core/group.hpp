#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>

#include "harness/core/dtype.hpp"
#include "harness/device/backend.h"

namespace steelyard::emulated {

/// Bytes that every library's unique id has room for.
inline constexpr std::size_t id_bytes = 112;

/// Writes id_bytes that name a new group, which this process keeps until its rank 0 has joined.
/// False where that cannot be done.
bool make_id(void* bytes);

/// One rank among processes or threads of one host: the collectives of harness/backends/fake.
/// Calls block until this rank's part is done and are made from one thread at a time; abort() from
/// any. All throw steelyard::kit::Failure with a status and a sentence.
class Group {
 public:
  /// Waits for the other ranks.
  Group(const void* id, int ranks, int rank);
  ~Group();

  int ranks() const { return ranks_; }
  int rank() const { return rank_; }

  /// Counts are elements, as in the collectives group of harness/device/backend.h.
  void all_reduce(const void* send, void* receive, std::size_t count, Dtype dtype, sy_reduce_op op);
  void reduce_scatter(const void* send, void* receive, std::size_t receive_count, Dtype dtype,
                      sy_reduce_op op);
  void all_gather(const void* send, void* receive, std::size_t send_count, Dtype dtype);
  void broadcast(void* buffer, std::size_t count, Dtype dtype, int root);
  void all_to_all(const void* send, void* receive, std::size_t count_per_rank, Dtype dtype);
  /// Between group_start() and group_end() these travel at once.
  void send(const void* buffer, std::size_t count, Dtype dtype, int to);
  void receive(void* buffer, std::size_t count, Dtype dtype, int from);
  void group_start();
  void group_end();
  /// Every blocked and later call of this rank throws.
  void abort();

 private:
  struct Parts;
  int ranks_;
  int rank_;
  std::unique_ptr<Parts> parts_;
};

}  // namespace steelyard::emulated
