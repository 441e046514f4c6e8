#pragma once

#include <array>
#include <boost/asio/ip/tcp.hpp>
#include <deque>
#include <functional>
#include <memory>
#include <string>

/// Inside harness/comm only.
namespace steelyard::comm {

/// One connection of a side channel: texts with their length before them, in both directions. All
/// members run on the thread of the socket's io_context, but for send().
class SideLink : public std::enable_shared_from_this<SideLink> {
 public:
  using Receive = std::function<void(const std::string& text)>;
  using End = std::function<void()>;

  /// Texts longer than this end the connection: nobody of ours sends them.
  static constexpr std::size_t longest_text = 16384;

  explicit SideLink(boost::asio::ip::tcp::socket socket) : socket_(std::move(socket)) {}

  /// Calls `receive` for each text and `end` once, when the connection is over for any reason. May
  /// be called again, but not by `receive`, to hand the connection over to others.
  void start(Receive receive, End end);
  /// Any thread. Texts arrive in order, or the connection ends.
  void send(const std::string& text);
  /// The last text, written before this returns, once the io_context has stopped for good.
  void say_good_bye(const std::string& text);
  void close();

 private:
  void read_length();
  void read_text();
  void write_next();
  void finish();

  boost::asio::ip::tcp::socket socket_;
  Receive receive_;
  End end_;
  std::array<unsigned char, 4> length_{};
  std::string text_;
  std::deque<std::string> waiting_;
  bool reading_ = false;
};

/// A text as it travels.
std::string framed(const std::string& text);

}  // namespace steelyard::comm
