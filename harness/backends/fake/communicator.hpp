#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "harness/backends/fake/call.hpp"
#include "harness/backends/fake/exchange.hpp"
#include "harness/backends/fake/segment.hpp"
#include "harness/device/backend.h"

namespace steelyard::fake {

class Device;
class Stream;

/// One rank among processes or threads of one host that share a segment. Every rank sends directly
/// to every other one. A call returns when this rank's part is done. After abort(), or after ranks
/// called different functions, every call throws kit::Failure until the communicator is destroyed.
///
/// In a group, collectives run first and in their order, then all sends and receives at once.
class Communicator {
 public:
  /// `segment` has been joined. `device` must outlive this.
  Communicator(Device& device, std::unique_ptr<Segment> segment, std::uint32_t ranks,
               std::uint32_t rank);
  ~Communicator();

  std::string library() const { return "fake 1, shared memory"; }
  std::string algorithm() const { return "direct"; }

  /// From any thread. The other ranks are not told.
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
  using Operation = std::function<void()>;

  bool enter(Call call);
  void require_alive() const;
  void issue(Operation operation);
  void run(const Operation& operation);

  /// Bytes of each rank's share; rank r's is the r-th of them.
  using Shares = std::vector<std::span<const std::byte>>;
  void reduce_shares(const Label& label, const Shares& shares, std::byte* result);
  void reduce_everywhere(const Label& label, const std::byte* send, std::byte* receive,
                         std::size_t count);
  void exchange_messages();
  /// Lets the time of an operation pass, which ends at the same moment on every rank.
  void take_time(double hops, double bytes);

  Device& device_;
  std::unique_ptr<Segment> segment_;
  std::uint32_t ranks_;
  std::uint32_t rank_;
  std::atomic<bool> dead_ = false;  ///< aborted, or out of step with the other ranks
  Exchange collective_;
  double moment_ = 0;               ///< when the slowest rank came to this operation
  std::vector<std::byte> scratch_;  ///< shares of the other ranks

  int groups_ = 0;  ///< how many are open
  std::vector<Operation> collectives_;
  Exchange messages_;
  std::size_t bytes_out_ = 0;
  std::size_t bytes_in_ = 0;
  std::vector<std::pair<void*, std::size_t>> to_spoil_;
};

}  // namespace steelyard::fake
