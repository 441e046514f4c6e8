#include "harness/comm/side_contact.hpp"

#include <gtest/gtest.h>

#include <boost/asio/executor_work_guard.hpp>

#include <future>
#include <sstream>
#include <thread>

#include "harness/comm/thread_communicator.hpp"

namespace steelyard::comm {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;

/// Whether the door answers `frame` with anything before it hangs up.
bool is_answered(unsigned short port, const std::string& frame) {
  tcp::iostream stream;
  stream.expires_after(std::chrono::seconds(30));
  stream.connect(tcp::endpoint(asio::ip::make_address("127.0.0.1"), port));
  stream << frame << std::flush;
  return stream.get() != std::char_traits<char>::eof();
}

TEST(SideChannel, SendsStrangersAway) {
  run_thread_ranks(2, [](Communicator& comm) {
    if (comm.rank() == 0) {
      asio::io_context io;
      auto working = asio::make_work_guard(io);
      std::promise<int> entered;
      SideDoor door(io, comm, [&](int rank, std::shared_ptr<SideLink> link) {
        link->start({}, {});
        entered.set_value(rank);
      });
      std::thread thread([&] { io.run(); });
      comm.barrier();
      EXPECT_EQ(entered.get_future().get(), 1) << "the one with the secret, and nobody before";
      door.close();
      working.reset();
      thread.join();
      return;
    }
    std::string contact;
    broadcast(comm, contact);
    std::istringstream words(contact);
    unsigned short port = 0;
    std::string knock;
    words >> port >> knock;
    EXPECT_FALSE(is_answered(port, framed("GET / HTTP/1.1")));
    EXPECT_FALSE(is_answered(port, framed(std::string(knock.size(), '0') + " 1")));
    for (const char* rank : {"", " ", " 0", " 2", " -1", " one", " 99999999999999999999"}) {
      EXPECT_FALSE(is_answered(port, framed(knock + rank))) << rank;
    }
    EXPECT_FALSE(is_answered(port, "\xff\xff\xff\xff" + knock)) << "four gigabytes";
    EXPECT_TRUE(is_answered(port, framed(knock + " 1")));
    comm.barrier();
  });
}

TEST(SideChannel, ShowsItsSecretToNobodyWhoHasNone) {
  run_thread_ranks(2, [](Communicator& comm) {
    if (comm.rank() == 1) {
      asio::io_context io;
      EXPECT_FALSE(find_side_door(io, comm).has_value());
      return;
    }
    // Another service on the address that was told: it takes what it gets, and answers nonsense.
    asio::io_context io;
    tcp::acceptor acceptor(io, tcp::endpoint(asio::ip::make_address("127.0.0.1"), 0));
    std::string contact =
        std::to_string(acceptor.local_endpoint().port()) + " knock welcome 127.0.0.1";
    broadcast(comm, contact);
    tcp::iostream visitor;
    acceptor.accept(visitor.rdbuf()->socket());
    visitor << framed("hello") << std::flush;
  });
}

}  // namespace
}  // namespace steelyard::comm
