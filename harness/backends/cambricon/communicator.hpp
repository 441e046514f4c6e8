#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <string>
#include <vector>

#include "harness/backends/cambricon/cncl.hpp"

namespace steelyard::cambricon {

class Device;
class Stream;

/// One rank of CNCL. Collectives of a group are enqueued as they come, in their order; its sends
/// and receives go out at its end, between cnclGroupStart and cnclGroupEnd.
class Communicator {
 public:
  Communicator(Device& device, const sy_unique_id& id, std::uint32_t ranks, std::uint32_t rank);
  ~Communicator();
  Communicator(const Communicator&) = delete;
  Communicator& operator=(const Communicator&) = delete;

  std::string library() const;
  std::string algorithm() const { return ""; }
  /// From any thread. CNCL gives the communicator back with this, so nothing else is done with it.
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

  /// Throws kit::Failure if work of this communicator on the stream was aborted or has failed.
  void check_for_error(const Stream& stream);

 private:
  struct Message {
    Stream* stream;
    bool sends;
    void* buffer;
    std::size_t count;
    cnclDataType_t dtype;
    int peer;
  };

  /// Throws once aborted; else remembers the stream and makes the device current.
  void enter(const Stream& stream);
  void issue(const Message& message);
  void flush();

  Device& device_;
  cnclComm_t comm_ = nullptr;
  std::mutex ending_;  ///< abort() gives back what check_for_error() looks at
  std::atomic<bool> aborted_ = false;
  std::vector<const Stream*> streams_;
  int groups_ = 0;  ///< how many are open
  std::vector<Message> messages_;
};

}  // namespace steelyard::cambricon
