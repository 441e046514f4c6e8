#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "harness/comm/communicator.hpp"

namespace steelyard::comm {

/// A second way between ranks that still works when a collective hangs: each rank keeps one TCP
/// connection to rank 0, served by a thread of its own. Nothing is sent while all goes well, so it
/// costs the measurement nothing. A rank that is stopped does not answer; one that dies closes its
/// connection.
///
/// Connections carry a secret of this run, told through the communicator: others who find the port
/// are sent away. A rank that cannot be reached within some seconds (a firewall between nodes)
/// stays without; the run goes on, and reached() says so.
class SideChannel {
 public:
  /// Called on the channel's thread; must return soon and must not call ask().
  struct Handlers {
    std::function<std::string()> answer;                     ///< every rank: the answer to ask()
    std::function<void(const std::string& text)> order;      ///< other ranks: from rank 0's order()
    std::function<void(int rank, const std::string&)> told;  ///< rank 0: from tell()
    /// A process has ended, or its node is cut off: rank 0 hears it of any, the others of rank 0.
    std::function<void(int rank)> lost;
  };

  /// Collective. Takes some milliseconds; at most about 20 s when ranks cannot be reached.
  SideChannel(Communicator& comm, Handlers handlers);
  /// Says good-bye, so that nobody takes it for a death. Not collective.
  ~SideChannel();
  SideChannel(const SideChannel&) = delete;
  SideChannel& operator=(const SideChannel&) = delete;

  /// By rank: whether rank 0 is connected with it (with itself it is). The same on every rank.
  const std::vector<bool>& reached() const;

  /// Rank 0, any thread but the channel's: asks every rank and waits until all have answered, or
  /// `patience_seconds`. By rank; nothing where no answer came.
  std::vector<std::optional<std::string>> ask(double patience_seconds);
  /// Rank 0, any thread: to all other ranks.
  void order(const std::string& text);
  /// Other ranks, any thread: to rank 0. Without a connection nothing happens.
  void tell(const std::string& text);

 private:
  class Hub;
  std::unique_ptr<Hub> hub_;
};

}  // namespace steelyard::comm
