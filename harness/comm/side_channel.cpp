#include "harness/comm/side_channel.hpp"

#include <fmt/format.h>

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <thread>

#include "harness/comm/side_contact.hpp"
#include "harness/comm/side_link.hpp"

namespace steelyard::comm {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

namespace {

/// What a text is, told by its first character.
namespace kind {
constexpr char question = 'Q';  ///< rank 0 asks, with a number
constexpr char answer = 'A';    ///< that number, a space, the answer
constexpr char order = 'O';
constexpr char told = 'T';
constexpr char good_bye = 'B';
}  // namespace kind

std::optional<std::uint64_t> number(std::string_view text) {
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

}  // namespace

/// The links of this rank and the thread that serves them.
class SideChannel::Hub {
 public:
  Hub(Communicator& comm, Handlers handlers)
      : handlers_(std::move(handlers)),
        rank_(comm.rank()),
        links_(static_cast<std::size_t>(comm.size())),
        answers_(links_.size()),
        working_(asio::make_work_guard(io_)) {
    if (rank_ == 0) {
      listen(comm);
    } else {
      connect(comm);
    }
  }

  ~Hub() {
    io_.stop();
    if (thread_.joinable()) thread_.join();
    for (const auto& link : links_) {
      if (link) link->say_good_bye(std::string(1, kind::good_bye));
    }
    links_.clear();  // sockets go before their io_context
  }
  Hub(const Hub&) = delete;
  Hub& operator=(const Hub&) = delete;

  const std::vector<bool>& reached() const { return reached_; }

  std::vector<std::optional<std::string>> ask(double patience_seconds) {
    std::unique_lock lock(mutex_);
    ++question_;
    answers_.assign(links_.size(), std::nullopt);
    answers_[0] = handlers_.answer();
    awaited_ = send_all(fmt::format("{}{}", kind::question, question_));
    changed_.wait_for(lock, std::chrono::duration<double>(patience_seconds),
                      [&] { return awaited_ == 0; });
    return answers_;
  }

  void send_others(char what, const std::string& text) {
    const std::lock_guard lock(mutex_);
    send_all(what + text);
  }

 private:
  /// To every rank that is there. Returns their number.
  std::size_t send_all(const std::string& text) {
    std::size_t count = 0;
    for (const auto& link : links_) {
      if (!link) continue;
      link->send(text);
      ++count;
    }
    return count;
  }

  void listen(Communicator& comm) {
    SideDoor door(io_, comm, [this](int rank, std::shared_ptr<SideLink> link) {
      adopt(rank, std::move(link));
    });
    serve();
    // Every rank has tried by then, so nobody else is let in.
    agree_on_reached(comm, true);
    door.close();
  }

  void connect(Communicator& comm) {
    auto socket = find_side_door(io_, comm);
    const bool connected = socket.has_value();
    if (connected) adopt(0, std::make_shared<SideLink>(std::move(*socket)));
    serve();
    agree_on_reached(comm, connected);
  }

  void serve() {
    thread_ = std::thread([this] { io_.run(); });
  }

  void agree_on_reached(Communicator& comm, bool connected) {
    std::vector<double> reached(links_.size());
    reached[static_cast<std::size_t>(rank_)] = connected ? 1 : 0;
    comm.all_reduce(reached, ReduceOp::sum);
    for (const double one : reached) reached_.push_back(one > 0);
  }

  void adopt(int rank, std::shared_ptr<SideLink> link) {
    {
      const std::lock_guard lock(mutex_);
      links_[static_cast<std::size_t>(rank)] = link;
    }
    link->start([this, rank](const std::string& text) { receive(rank, text); },
                [this, rank] { end(rank); });
  }

  void receive(int rank, const std::string& text) {
    const char what = text.empty() ? '\0' : text.front();
    const std::string rest = text.empty() ? "" : text.substr(1);
    if (what == kind::good_bye) {
      forget(rank);
    } else if (what == kind::question) {
      reply(rest);
    } else if (what == kind::answer) {
      note_answer(rank, rest);
    } else if (what == kind::order && handlers_.order) {
      handlers_.order(rest);
    } else if (what == kind::told && handlers_.told) {
      handlers_.told(rank, rest);
    }
  }

  void reply(const std::string& question) {
    const std::string answer = handlers_.answer();
    const std::lock_guard lock(mutex_);
    if (links_[0]) links_[0]->send(fmt::format("{}{} {}", kind::answer, question, answer));
  }

  void note_answer(int rank, const std::string& text) {
    const std::size_t space = std::min(text.find(' '), text.size());
    const std::lock_guard lock(mutex_);
    auto& answer = answers_[static_cast<std::size_t>(rank)];
    // Answers to an earlier question come too late.
    if (number(std::string_view(text).substr(0, space)) != question_ || answer) return;
    answer = text.substr(std::min(space + 1, text.size()));
    if (awaited_ > 0) --awaited_;
    changed_.notify_all();
  }

  /// True if the rank was still there.
  bool forget(int rank) {
    const std::lock_guard lock(mutex_);
    auto& link = links_[static_cast<std::size_t>(rank)];
    if (!link) return false;
    link.reset();
    if (awaited_ > 0 && !answers_[static_cast<std::size_t>(rank)]) --awaited_;
    changed_.notify_all();
    return true;
  }

  void end(int rank) {
    if (forget(rank) && handlers_.lost) handlers_.lost(rank);
  }

  Handlers handlers_;
  int rank_;
  std::vector<bool> reached_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<std::shared_ptr<SideLink>> links_;  ///< by rank; others than rank 0 have that alone
  std::vector<std::optional<std::string>> answers_;
  std::uint64_t question_ = 0;
  std::size_t awaited_ = 0;
  asio::io_context io_{1};
  asio::executor_work_guard<asio::io_context::executor_type> working_;
  std::thread thread_;
};

SideChannel::SideChannel(Communicator& comm, Handlers handlers)
    : hub_(std::make_unique<Hub>(comm, std::move(handlers))) {}
SideChannel::~SideChannel() = default;

const std::vector<bool>& SideChannel::reached() const { return hub_->reached(); }
std::vector<std::optional<std::string>> SideChannel::ask(double patience_seconds) {
  return hub_->ask(patience_seconds);
}
void SideChannel::order(const std::string& text) { hub_->send_others(kind::order, text); }
void SideChannel::tell(const std::string& text) { hub_->send_others(kind::told, text); }

}  // namespace steelyard::comm
