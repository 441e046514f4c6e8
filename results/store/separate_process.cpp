#include "results/store/separate_process.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <fstream>
#include <new>
#include <string_view>

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

/// Goes through the pipe once the answer is whole: without it, the process died while it told.
constexpr char whole = 'w';

/// Where the answer goes and where its end is told.
struct Channel {
  int answer = -1;  ///< memory without a name
  int read_end = -1;
  int write_end = -1;

  bool open() {
    std::array<int, 2> ends{-1, -1};
    answer = ::memfd_create("answer", MFD_CLOEXEC);
    if (answer < 0 || ::pipe2(ends.data(), O_CLOEXEC) != 0) return false;
    read_end = ends[0];
    write_end = ends[1];
    return true;
  }
  ~Channel() {
    for (const int each : {answer, read_end, write_end}) {
      if (each >= 0) ::close(each);
    }
  }
};

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

void set_limit(decltype(RLIMIT_AS) what, std::uint64_t soft, std::uint64_t hard) {
  rlimit limit{};
  ::getrlimit(what, &limit);
  limit.rlim_max = std::min<rlim_t>(limit.rlim_max, hard);
  limit.rlim_cur = std::min<rlim_t>(limit.rlim_max, soft);
  ::setrlimit(what, &limit);
}

/// Address space in use: RLIMIT_AS counts all of it, and some programs reserve terabytes.
std::uint64_t address_space() {
  std::uint64_t pages = 0;
  std::ifstream("/proc/self/statm") >> pages;
  return pages * static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
}

void set_limits(const ProcessLimits& limits) {
  const std::uint64_t memory = address_space() + limits.memory_bytes;
  const auto seconds = static_cast<std::uint64_t>(limits.cpu_seconds);
  set_limit(RLIMIT_AS, memory, memory);
  set_limit(RLIMIT_CPU, seconds, seconds + 1);
  set_limit(RLIMIT_CORE, 0, 0);
  set_limit(RLIMIT_FSIZE, limits.memory_bytes, limits.memory_bytes);
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

[[noreturn]] void work_and_leave(const Channel& channel,
                                 const std::function<void(const Tell&)>& work,
                                 const ProcessLimits& limits) noexcept {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  be_quiet();
  set_limits(limits);
  work([&](std::string_view piece) {
    if (!write_all(channel.answer, piece)) ::_exit(1);
  });
  ::_exit(write_all(channel.write_end, {&whole, 1}) ? 0 : 1);
}

/// Waits until the other end of the pipe says something or is closed. False if the deadline came
/// first. `is_whole`: what was said is that the answer is whole.
bool await_end(int descriptor, int wall_seconds, bool& is_whole) {
  using Clock = std::chrono::steady_clock;
  const auto deadline = Clock::now() + std::chrono::seconds(wall_seconds);
  while (true) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - Clock::now());
    if (left.count() <= 0) return false;
    pollfd wanted{descriptor, POLLIN, 0};
    if (::poll(&wanted, 1, static_cast<int>(left.count())) <= 0) continue;
    char said = 0;
    const ssize_t got = ::read(descriptor, &said, 1);
    if (got < 0 && errno == EINTR) continue;
    is_whole = got == 1 && said == whole;
    return true;
  }
}

std::string cause_of_death(int status) {
  if (WIFSIGNALED(status)) return ::strsignal(WTERMSIG(status));
  return fmt::format("exit code {}", WEXITSTATUS(status));
}

}  // namespace

Answer::Answer(int file, std::size_t bytes) {
  if (bytes == 0) return;
  void* const mapped = ::mmap(nullptr, bytes, PROT_READ, MAP_PRIVATE, file, 0);
  if (mapped == MAP_FAILED) throw std::bad_alloc();
  begin_ = static_cast<const char*>(mapped);
  bytes_ = bytes;
}

Answer& Answer::operator=(Answer&& other) noexcept {
  std::swap(begin_, other.begin_);
  std::swap(bytes_, other.bytes_);
  return *this;
}

Answer::~Answer() {
  if (bytes_ > 0) ::munmap(const_cast<char*>(begin_), bytes_);
}

ProcessEnd run_separately(const std::function<void(const Tell&)>& work,
                          const ProcessLimits& limits) {
  Channel channel;
  const bool connected = channel.open();
  const pid_t child = connected ? ::fork() : -1;
  if (child == 0) work_and_leave(channel, work, limits);
  if (child < 0) {
    throw StoreError(
        fmt::format("No process could be started to read a file in ({}). Free memory or processes.",
                    std::strerror(errno)));
  }
  ::close(std::exchange(channel.write_end, -1));
  bool is_whole = false;
  const bool in_time = await_end(channel.read_end, limits.wall_seconds, is_whole);
  // It has left, or it never will. What is leaving already is not changed by a signal.
  ::kill(child, SIGKILL);
  int status = 0;
  while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  ProcessEnd end;
  struct stat told {};
  if (is_whole && ::fstat(channel.answer, &told) == 0) {
    end.kind = ProcessEnd::Kind::answered;
    end.answer = Answer(channel.answer, static_cast<std::size_t>(told.st_size));
    return end;
  }
  const bool overdue = !in_time || (WIFSIGNALED(status) && WTERMSIG(status) == SIGXCPU);
  end.kind = overdue ? ProcessEnd::Kind::overdue : ProcessEnd::Kind::crashed;
  if (!overdue) end.cause = cause_of_death(status);
  return end;
}

}  // namespace steelyard::results
