#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "harness/comm/communicator.hpp"
#include "harness/comm/side_link.hpp"

/// Inside harness/comm only: how the ranks of a side channel find rank 0.
namespace steelyard::comm {

/// Where rank 0 listens while the channel is set up, on every interface of its node.
class SideDoor {
 public:
  /// On the thread of the io_context: a rank has shown the secret of this run.
  using Enter = std::function<void(int rank, std::shared_ptr<SideLink> link)>;

  /// Opens the door and tells the other ranks where it is. Collective, with find_side_door().
  SideDoor(boost::asio::io_context& io, Communicator& comm, Enter enter);
  /// Nobody enters any more; who has not entered yet is sent away.
  void close();

 private:
  struct State;
  std::shared_ptr<State> state_;
};

/// Other ranks: a connection to rank 0 that has shown its secret too, or nothing if none of its
/// addresses answers within some seconds. Collective.
std::optional<boost::asio::ip::tcp::socket> find_side_door(boost::asio::io_context& io,
                                                           Communicator& comm);

}  // namespace steelyard::comm
