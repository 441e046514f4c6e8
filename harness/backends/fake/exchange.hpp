#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "harness/backends/fake/segment.hpp"

namespace steelyard::fake {

/// What goes ahead of a message, so that ranks which call different functions learn of it.
struct Label {
  std::uint32_t call = 0;
  std::uint32_t dtype = 0;
  std::uint32_t detail = 0;  ///< reduction or root
  std::uint32_t reserved = 0;
  std::uint64_t bytes = 0;
  double moment = 0;  ///< of the sender's clock; not compared
};

/// Messages of one rank that travel at the same time. Between two ranks they keep their order.
class Exchange {
 public:
  /// `segment` and `aborted` must outlive it.
  Exchange(Segment& segment, std::uint32_t rank, const std::atomic<bool>& aborted)
      : segment_(segment), rank_(rank), aborted_(aborted) {}

  /// Memory must stay until run() returns. A message of 0 bytes is left out on both sides.
  void send(std::uint32_t to, Label label, const std::byte* data, std::size_t bytes);
  void receive(std::uint32_t from, Label label, std::byte* data, std::size_t bytes);

  /// Moves all messages; `moment` is of this rank's clock. Returns the latest moment of those who
  /// sent to this rank, and its own. Throws kit::Failure when aborted, or when a message is not
  /// the one that was expected; then the rings are of no use any more.
  double run(double moment);

 private:
  struct Message {
    bool outgoing;
    std::uint32_t peer;
    Label label;
    const std::byte* from;
    std::byte* to;
    std::size_t done;
    bool labelled;
  };

  bool move(Message& message);
  bool write_label(const Message& message);
  bool read_label(const Message& message);

  Segment& segment_;
  std::uint32_t rank_;
  const std::atomic<bool>& aborted_;
  std::vector<Message> messages_;
  double moment_ = 0;
};

}  // namespace steelyard::fake
