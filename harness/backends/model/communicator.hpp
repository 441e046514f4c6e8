#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <string>

#include "harness/core/model/collective_time.hpp"
#include "harness/device/backend.h"

namespace steelyard::model {

class Device;
class Stream;

/// Collectives that only take their time. All ranks are alike and begin together, so none waits for
/// another and nothing is sent.
class Communicator {
 public:
  Communicator(Device& device, int ranks);

  std::string library() const { return "modelled"; }
  std::string algorithm() const;
  void abort() { aborted_.store(true); }

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
  void group_start() { ++groups_; }
  void group_end();

 private:
  using Formula = double (*)(const Fabric&, int ranks, double bytes);

  /// Lets the time pass that the operation takes. Throws kit::Failure after abort(), and
  /// SY_UNSUPPORTED where the card does not say how ranks reach each other.
  void take(Formula formula, std::size_t count, sy_dtype dtype);
  void require_reach() const;
  void exchange_messages();

  Device& device_;
  int ranks_;
  Fabric fabric_;
  std::atomic<bool> aborted_ = false;
  int groups_ = 0;  ///< how many are open
  double bytes_out_ = 0;
  double bytes_in_ = 0;
};

}  // namespace steelyard::model
