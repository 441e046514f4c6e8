#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "harness/backends/ascend/hccl.hpp"

namespace steelyard::ascend {

class Device;
class Stream;

/// One rank of HCCL. There is no abort(): HCCL has no call that ends a blocked operation, and
/// destroying a communicator from another thread is not one.
///
/// HCCL joins no collectives into one, so those of a group are enqueued as they come, in their
/// order. The sends and receives of a group go out at its end by HcclBatchSendRecv. That takes one
/// message from and to each peer in a call, so the k-th messages of all peers form the k-th call;
/// the other ranks count alike.
class Communicator {
 public:
  Communicator(Device& device, const sy_unique_id& id, std::uint32_t ranks, std::uint32_t rank);
  ~Communicator();
  Communicator(const Communicator&) = delete;
  Communicator& operator=(const Communicator&) = delete;

  std::string library() const;
  std::string algorithm() const;

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

  /// Throws kit::Failure if HCCL has noticed an asynchronous error.
  void check_for_error() const;

 private:
  struct Message {
    HcclSendRecvItem item;
    std::size_t bytes;
    std::size_t turn;  ///< how many came before it, of this direction and peer
  };

  void message(Stream& stream, HcclSendRecvType direction, void* buffer, std::size_t count,
               sy_dtype dtype, std::uint32_t peer);
  void flush();
  void copy_to_itself(std::size_t turn);

  Device& device_;
  std::uint32_t rank_;
  HcclComm comm_ = nullptr;
  int groups_ = 0;  ///< how many are open
  Stream* stream_ = nullptr;
  std::vector<Message> messages_;
};

}  // namespace steelyard::ascend
