#include "results/store/worker_process.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <string_view>
#include <utility>

#include "harness/core/error.hpp"

#if defined(__SANITIZE_ADDRESS__)
#define STEELYARD_UNDER_SANITIZER 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define STEELYARD_UNDER_SANITIZER 1
#endif
#endif

namespace steelyard::results {
namespace {

/// Comes back once an answer is whole: without it, the process died while it told.
constexpr char whole = 'w';
/// The same, and the process takes no further piece.
constexpr char whole_and_last = 'l';

/// What a process is told to do.
struct Order {
  std::size_t piece = 0;
  ProcessLimits limits;
};
static_assert(std::is_trivially_copyable_v<Order>);

#ifdef STEELYARD_UNDER_SANITIZER
/// A sanitizer reports on standard error, from its signal handlers.
void be_quiet() {}
#else
/// What a handler of the program or the C library would say of a crash is not for people.
void be_quiet() {
  for (const int signal : {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT, SIGXCPU, SIGTERM, SIGINT}) {
    ::signal(signal, SIG_DFL);
  }
  const int nothing = ::open("/dev/null", O_WRONLY | O_CLOEXEC);
  if (nothing >= 0) ::dup2(nothing, STDERR_FILENO);
}
#endif

/// The soft limit alone: the next piece may be given more.
void set_limit(decltype(RLIMIT_AS) what, std::uint64_t soft) {
  rlimit limit{};
  ::getrlimit(what, &limit);
  limit.rlim_cur = std::min<rlim_t>(limit.rlim_max, soft);
  ::setrlimit(what, &limit);
}

/// Address space in use: RLIMIT_AS counts all of it, and some programs reserve terabytes.
std::uint64_t address_space() {
  std::uint64_t pages = 0;
  std::ifstream("/proc/self/statm") >> pages;
  return pages * static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
}

/// Processor time that this process has used, rounded up.
std::uint64_t seconds_used() {
  rusage used{};
  ::getrusage(RUSAGE_SELF, &used);
  return static_cast<std::uint64_t>(used.ru_utime.tv_sec + used.ru_stime.tv_sec) + 1;
}

void set_limits(const ProcessLimits& limits) {
  set_limit(RLIMIT_AS, RLIM_INFINITY);
  set_limit(RLIMIT_AS, address_space() + limits.memory_bytes);
  set_limit(RLIMIT_CPU, seconds_used() + static_cast<std::uint64_t>(limits.cpu_seconds));
  set_limit(RLIMIT_CORE, 0);
  set_limit(RLIMIT_FSIZE, limits.memory_bytes);
}

bool write_all(int descriptor, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(descriptor, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

/// One packet, whole or not at all. A process that is gone is no signal here.
bool send_packet(int channel, const void* packet, std::size_t bytes) {
  ssize_t sent = 0;
  do {
    sent = ::send(channel, packet, bytes, MSG_NOSIGNAL);
  } while (sent < 0 && errno == EINTR);
  return sent == static_cast<ssize_t>(bytes);
}

bool receive_packet(int channel, void* packet, std::size_t bytes) {
  ssize_t got = 0;
  do {
    got = ::recv(channel, packet, bytes, 0);
  } while (got < 0 && errno == EINTR);
  return got == static_cast<ssize_t>(bytes);
}

/// What the copy does until it is killed, or has nobody to work for.
[[noreturn]] void work_and_leave(
    int channel, int answer, const std::function<bool(std::size_t, const Tell&)>& work) noexcept {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  be_quiet();
  // A limit on processor time that is blocked would be none.
  sigset_t none;
  ::sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
  Order order;
  while (receive_packet(channel, &order, sizeof order)) {
    if (::ftruncate(answer, 0) != 0 || ::lseek(answer, 0, SEEK_SET) != 0) ::_exit(1);
    set_limits(order.limits);
    const bool fit = work(order.piece, [&](std::string_view piece) {
      if (!write_all(answer, piece)) ::_exit(1);
    });
    if (!send_packet(channel, fit ? &whole : &whole_and_last, 1)) ::_exit(1);
    if (!fit) break;
  }
  ::_exit(0);
}

std::string cause_of_death(int status) {
  if (WIFSIGNALED(status)) return ::strsignal(WTERMSIG(status));
  return fmt::format("exit code {}", WEXITSTATUS(status));
}

}  // namespace

WorkerProcess::WorkerProcess(const std::function<bool(std::size_t, const Tell&)>& work) {
  std::array<int, 2> ends{-1, -1};
  answer_ = ::memfd_create("answer", MFD_CLOEXEC);
  const bool connected =
      answer_ >= 0 && ::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends.data()) == 0;
  channel_ = ends[0];
  child_ = connected ? ::fork() : -1;
  if (child_ == 0) work_and_leave(ends[1], answer_, work);
  const int error = errno;
  if (ends[1] >= 0) ::close(ends[1]);
  if (child_ > 0) return;
  close_all();
  throw StoreError(
      fmt::format("No process could be started to read a file in ({}). Free memory or processes.",
                  std::strerror(error)));
}

WorkerProcess::~WorkerProcess() {
  if (child_ > 0) end_of_process(true);
  close_all();
}

void WorkerProcess::close_all() {
  for (const int each : {answer_, channel_}) {
    if (each >= 0) ::close(each);
  }
}

void WorkerProcess::give(std::size_t piece, const ProcessLimits& limits) {
  piece_ = piece;
  deadline_ = std::chrono::steady_clock::now() + std::chrono::seconds(limits.wall_seconds);
  const Order order{piece, limits};
  send_packet(channel_, &order, sizeof order);
  at_work_ = true;
}

ProcessEnd WorkerProcess::take_end() {
  at_work_ = false;
  char said = 0;
  pollfd wanted{channel_, POLLIN, 0};
  const bool in_time = ::poll(&wanted, 1, 0) > 0;
  const bool is_whole =
      in_time && receive_packet(channel_, &said, 1) && (said == whole || said == whole_and_last);
  struct stat told {};
  if (!is_whole || ::fstat(answer_, &told) != 0) return end_of_process(in_time);
  is_fit_ = said == whole;
  ProcessEnd end;
  end.kind = ProcessEnd::Kind::answered;
  end.answer = Answer(answer_, static_cast<std::size_t>(told.st_size));
  return end;
}

ProcessEnd WorkerProcess::end_of_process(bool in_time) {
  is_fit_ = false;
  // It has left, or it never will. What is leaving already is not changed by a signal.
  ::kill(child_, SIGKILL);
  int status = 0;
  while (::waitpid(child_, &status, 0) < 0 && errno == EINTR) {
  }
  child_ = -1;
  ProcessEnd end;
  const bool overdue = !in_time || (WIFSIGNALED(status) && WTERMSIG(status) == SIGXCPU);
  end.kind = overdue ? ProcessEnd::Kind::overdue : ProcessEnd::Kind::crashed;
  if (!overdue) end.cause = cause_of_death(status);
  return end;
}

}  // namespace steelyard::results
