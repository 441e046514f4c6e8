#include "results/store/separate_process.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <fstream>
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

/// Ends an answer: without it, the process died while it wrote.
constexpr std::string_view end_mark = "(whole answer)";

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

[[noreturn]] void work_and_leave(int descriptor, const std::function<std::string()>& work,
                                 const ProcessLimits& limits) noexcept {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  be_quiet();
  set_limits(limits);
  const bool told = write_all(descriptor, work()) && write_all(descriptor, end_mark);
  ::_exit(told ? 0 : 1);
}

/// Reads to the end, to `most` bytes or to the deadline. False if the deadline came first.
bool read_all(int descriptor, std::string& answer, std::uint64_t most, int wall_seconds) {
  using Clock = std::chrono::steady_clock;
  const auto deadline = Clock::now() + std::chrono::seconds(wall_seconds);
  std::array<char, 65536> piece{};
  while (answer.size() <= most) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - Clock::now());
    if (left.count() <= 0) return false;
    pollfd wanted{descriptor, POLLIN, 0};
    if (::poll(&wanted, 1, static_cast<int>(left.count())) <= 0) continue;
    const ssize_t got = ::read(descriptor, piece.data(), piece.size());
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return true;
    answer.append(piece.data(), static_cast<std::size_t>(got));
  }
  return true;
}

std::string cause_of_death(int status) {
  if (WIFSIGNALED(status)) return ::strsignal(WTERMSIG(status));
  return fmt::format("exit code {}", WEXITSTATUS(status));
}

}  // namespace

ProcessEnd run_separately(const std::function<std::string()>& work, const ProcessLimits& limits) {
  std::array<int, 2> ends{-1, -1};
  const bool connected = ::pipe2(ends.data(), O_CLOEXEC) == 0;
  const pid_t child = connected ? ::fork() : -1;
  if (child == 0) {
    ::close(ends[0]);
    work_and_leave(ends[1], work, limits);
  }
  const int failure = errno;
  if (connected) ::close(ends[1]);
  if (child < 0) {
    if (connected) ::close(ends[0]);
    throw StoreError(
        fmt::format("No process could be started to read a file in ({}). Free memory or processes.",
                    std::strerror(failure)));
  }

  ProcessEnd end;
  const bool in_time = read_all(ends[0], end.text, limits.memory_bytes, limits.wall_seconds);
  ::close(ends[0]);
  // It has left, or it never will. What is leaving already is not changed by a signal.
  ::kill(child, SIGKILL);
  int status = 0;
  while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  if (end.text.ends_with(end_mark)) {
    end.kind = ProcessEnd::Kind::answered;
    end.text.resize(end.text.size() - end_mark.size());
    return end;
  }
  const bool overdue = !in_time || (WIFSIGNALED(status) && WTERMSIG(status) == SIGXCPU);
  end.kind = overdue ? ProcessEnd::Kind::overdue : ProcessEnd::Kind::crashed;
  end.text = overdue ? "" : cause_of_death(status);
  return end;
}

}  // namespace steelyard::results
