#include "harness/comm/side_contact.hpp"

#include <fmt/format.h>
#include <ifaddrs.h>
#include <net/if.h>
#include <netdb.h>

#include <boost/asio/post.hpp>

#include <chrono>
#include <future>
#include <random>
#include <set>
#include <sstream>
#include <vector>

#include "harness/core/log.hpp"

namespace steelyard::comm {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

namespace {

constexpr std::chrono::seconds patience_per_address{2};
/// Beyond the ranks themselves: strangers who look at open ports.
constexpr std::size_t strangers_at_once = 64;

/// What rank 0 tells the others.
struct Contact {
  unsigned short port = 0;  ///< 0: rank 0 cannot listen
  std::string knock;        ///< shown by who enters
  std::string welcome;      ///< and by who lets him in
  std::vector<std::string> addresses;
};

std::string secret() {
  std::random_device source;  // the kernel's
  std::string text;
  for (int i = 0; i < 4; ++i) text += fmt::format("{:08x}", source());
  return text;
}

/// Addresses of the interfaces that are up; loopback last, for ranks of the same node.
std::vector<std::string> own_addresses() {
  std::vector<std::string> addresses;
  ifaddrs* first = nullptr;
  if (::getifaddrs(&first) == 0) {
    for (const ifaddrs* it = first; it != nullptr; it = it->ifa_next) {
      if (it->ifa_addr == nullptr || it->ifa_addr->sa_family != AF_INET) continue;
      if ((it->ifa_flags & IFF_UP) == 0 || (it->ifa_flags & IFF_LOOPBACK) != 0) continue;
      char text[NI_MAXHOST] = "";
      if (::getnameinfo(it->ifa_addr, sizeof(sockaddr_in), text, sizeof(text), nullptr, 0,
                        NI_NUMERICHOST) == 0) {
        addresses.emplace_back(text);
      }
    }
    ::freeifaddrs(first);
  }
  addresses.emplace_back("127.0.0.1");
  return addresses;
}

std::string to_text(const Contact& contact) {
  std::string text = fmt::format("{} {} {}", contact.port, contact.knock, contact.welcome);
  for (const std::string& address : contact.addresses) text += " " + address;
  return text;
}

Contact contact_from(const std::string& text) {
  Contact contact;
  std::istringstream words(text);
  words >> contact.port >> contact.knock >> contact.welcome;
  for (std::string address; words >> address;) contact.addresses.push_back(address);
  return contact;
}

/// The next text of a connection that is not served yet, or "".
std::string read_framed(std::istream& stream) {
  std::size_t length = 0;
  for (int shift = 0; shift < 32; shift += 8) {
    const int byte = stream.get();
    if (!stream) return "";
    length |= static_cast<std::size_t>(byte) << shift;
  }
  if (length > SideLink::longest_text) return "";
  std::string text(length, '\0');
  stream.read(text.data(), static_cast<std::streamsize>(length));
  return stream ? text : "";
}

}  // namespace

struct SideDoor::State : std::enable_shared_from_this<State> {
  State(asio::io_context& context, Enter on_enter)
      : io(context), acceptor(context), enter(std::move(on_enter)) {}

  bool open() {
    error_code error;
    acceptor.open(tcp::v4(), error);
    if (!error) acceptor.bind(tcp::endpoint(tcp::v4(), 0), error);
    if (!error) acceptor.listen(tcp::socket::max_listen_connections, error);
    if (error) {
      log_warning(fmt::format("rank 0 cannot listen for the other ranks: {}", error.message()));
      return false;
    }
    contact.port = acceptor.local_endpoint().port();
    return true;
  }

  void accept() {
    acceptor.async_accept([self = shared_from_this()](const error_code& error, tcp::socket socket) {
      if (error == asio::error::operation_aborted || !self->acceptor.is_open()) return;
      if (!error) self->greet(std::move(socket));
      self->accept();
    });
  }

  void greet(tcp::socket socket) {
    if (guests.size() >= ranks + strangers_at_once) return;  // closes it
    auto guest = std::make_shared<SideLink>(std::move(socket));
    guests.insert(guest);
    std::weak_ptr<SideLink> weak = guest;
    guest->start(
        [self = shared_from_this(), weak](const std::string& text) { self->admit(weak, text); },
        [self = shared_from_this(), weak] { self->guests.erase(weak.lock()); });
  }

  /// The first text of a guest: the secret, a space, its rank.
  void admit(const std::weak_ptr<SideLink>& weak, const std::string& text) {
    const auto guest = weak.lock();
    if (!guest || guests.erase(guest) == 0) return;
    std::istringstream words(text);
    std::string knock;
    std::size_t rank = 0;
    if (!(words >> knock >> rank) || knock != contact.knock || rank < 1 || rank >= ranks) {
      guest->close();
      return;
    }
    // Later, since a link is not handed over by its own receiver; before the welcome, so that who
    // has been let in is known here.
    asio::post(io, [self = shared_from_this(), guest, rank] {
      self->enter(static_cast<int>(rank), guest);
      guest->send(self->contact.welcome);
    });
  }

  asio::io_context& io;
  tcp::acceptor acceptor;
  Enter enter;
  Contact contact;
  std::size_t ranks = 1;
  std::set<std::shared_ptr<SideLink>> guests;  ///< who has not shown the secret yet
};

SideDoor::SideDoor(asio::io_context& io, Communicator& comm, Enter enter)
    : state_(std::make_shared<State>(io, std::move(enter))) {
  state_->ranks = static_cast<std::size_t>(comm.size());
  state_->contact.knock = secret();
  state_->contact.welcome = secret();
  if (comm.size() > 1 && state_->open()) {
    state_->contact.addresses = own_addresses();
    state_->accept();
  }
  std::string text = to_text(state_->contact);
  broadcast(comm, text);
}

void SideDoor::close() {
  std::promise<void> closed;
  asio::post(state_->io, [&] {
    error_code ignored;
    state_->acceptor.close(ignored);
    for (const auto& guest : state_->guests) guest->close();
    state_->guests.clear();
    closed.set_value();
  });
  closed.get_future().wait();
}

std::optional<tcp::socket> find_side_door(asio::io_context& io, Communicator& comm) {
  std::string text;
  broadcast(comm, text);
  const Contact contact = contact_from(text);
  if (contact.port == 0) return std::nullopt;
  for (const std::string& address : contact.addresses) {
    tcp::iostream stream;
    stream.expires_after(patience_per_address);
    stream.connect(tcp::endpoint(asio::ip::make_address(address), contact.port));
    stream << framed(fmt::format("{} {}", contact.knock, comm.rank())) << std::flush;
    if (!stream || read_framed(stream) != contact.welcome) continue;
    tcp::socket socket(io);
    socket.assign(tcp::v4(), stream.rdbuf()->socket().release());
    return socket;
  }
  return std::nullopt;
}

}  // namespace steelyard::comm
