#include "harness/device/watched_child.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cctype>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <fstream>
#include <optional>
#include <thread>

#include "harness/core/clock.hpp"
#include "harness/core/error.hpp"
#include "harness/device/expendable.hpp"

namespace steelyard::device {
namespace {

/// How often time and memory are looked at.
constexpr int glance_milliseconds = 20;
/// How long a killed child may take to go.
constexpr double dying_seconds = 2;

[[noreturn]] void fail(const std::string& program, int error) {
  throw DeviceError(fmt::format("The program {} could not be started: {}. Install Steelyard whole.",
                                program, std::strerror(error)));
}

/// Both ends of a pipe; closed when it goes.
class Pipe {
 public:
  explicit Pipe(const std::string& program) {
    if (::pipe2(ends_.data(), O_CLOEXEC) != 0) fail(program, errno);
  }
  ~Pipe() {
    ::close(ends_[0]);
    close_writer();
  }
  Pipe(const Pipe&) = delete;
  Pipe& operator=(const Pipe&) = delete;
  int reader() const { return ends_[0]; }
  int writer() const { return ends_[1]; }
  void close_writer() {
    if (ends_[1] >= 0) ::close(ends_[1]);
    ends_[1] = -1;
  }

 private:
  std::array<int, 2> ends_{-1, -1};
};

class FileActions {
 public:
  explicit FileActions(int report) {
    ::posix_spawn_file_actions_init(&actions_);
    ::posix_spawn_file_actions_adddup2(&actions_, report, report_descriptor);
    ::posix_spawn_file_actions_addopen(&actions_, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    ::posix_spawn_file_actions_addopen(&actions_, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
  }
  ~FileActions() { ::posix_spawn_file_actions_destroy(&actions_); }
  FileActions(const FileActions&) = delete;
  FileActions& operator=(const FileActions&) = delete;
  const posix_spawn_file_actions_t* get() const { return &actions_; }

 private:
  posix_spawn_file_actions_t actions_{};
};

class Attributes {
 public:
  Attributes() {
    sigset_t all, none;
    ::sigfillset(&all);
    ::sigemptyset(&none);
    ::posix_spawnattr_init(&attributes_);
    ::posix_spawnattr_setsigdefault(&attributes_, &all);
    ::posix_spawnattr_setsigmask(&attributes_, &none);
    ::posix_spawnattr_setpgroup(&attributes_, 0);
    ::posix_spawnattr_setflags(
        &attributes_, POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETPGROUP);
  }
  ~Attributes() { ::posix_spawnattr_destroy(&attributes_); }
  Attributes(const Attributes&) = delete;
  Attributes& operator=(const Attributes&) = delete;
  const posix_spawnattr_t* get() const { return &attributes_; }

 private:
  posix_spawnattr_t attributes_{};
};

/// As execve(2) wants it; `texts` must outlive it.
std::vector<char*> pointers_to(const std::vector<std::string>& texts) {
  std::vector<char*> pointers;
  pointers.reserve(texts.size() + 1);
  for (const std::string& text : texts) pointers.push_back(const_cast<char*>(text.c_str()));
  pointers.push_back(nullptr);
  return pointers;
}

pid_t spawn(const std::vector<std::string>& words, const std::vector<std::string>& environment,
            int report) {
  const FileActions actions(report);
  const Attributes attributes;
  pid_t child = 0;
  const int error = ::posix_spawn(&child, words[0].c_str(), actions.get(), attributes.get(),
                                  pointers_to(words).data(), pointers_to(environment).data());
  if (error != 0) fail(words[0], error);
  return child;
}

/// Passes on what the child has written; waits for it at most so long. False at its end.
bool listen(int reader, int milliseconds, const std::function<void(std::span<const char>)>& heard) {
  pollfd waiting{.fd = reader, .events = POLLIN, .revents = 0};
  if (::poll(&waiting, 1, milliseconds) <= 0) return true;
  std::array<char, 8192> bytes{};
  const ssize_t count = ::read(reader, bytes.data(), bytes.size());
  if (count > 0) heard(std::span(bytes).first(static_cast<std::size_t>(count)));
  return count > 0 || (count < 0 && errno == EINTR);
}

std::uint64_t resident_bytes(pid_t child) {
  std::ifstream file(fmt::format("/proc/{}/statm", child));
  std::uint64_t size = 0, resident = 0;
  file >> size >> resident;
  return file ? resident * static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE)) : 0;
}

/// The end of the child, if it has come.
std::optional<ChildEnd> end_of(pid_t child) {
  int status = 0;
  const pid_t ended = ::waitpid(child, &status, WNOHANG);
  if (ended == 0 || (ended < 0 && errno == EINTR)) return std::nullopt;
  if (ended < 0) return ChildEnd{};
  if (WIFSIGNALED(status)) return ChildEnd{ChildEnd::Kind::killed, WTERMSIG(status)};
  return ChildEnd{ChildEnd::Kind::exited, WEXITSTATUS(status)};
}

ChildEnd kill_child(pid_t child, ChildEnd::Kind why) {
  ::kill(-child, SIGKILL);
  ::kill(child, SIGKILL);
  const double patience = monotonic_seconds() + dying_seconds;
  while (!end_of(child) && monotonic_seconds() < patience) {
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  return {why, 0};
}

}  // namespace

std::vector<std::string> environment_now() {
  std::vector<std::string> all;
  for (char** each = environ; each != nullptr && *each != nullptr; ++each) all.emplace_back(*each);
  return all;
}

std::string signal_text(int signal) {
  std::string text = ::strsignal(signal);
  text[0] = static_cast<char>(std::tolower(static_cast<unsigned char>(text[0])));
  return text;
}

ChildEnd run_watched_child(const std::vector<std::string>& words, const ChildLimits& limits,
                           const std::function<void(std::span<const char>)>& heard) {
  Pipe pipe(words[0]);
  const pid_t child = spawn(words, limits.environment, pipe.writer());
  pipe.close_writer();
  double deadline = monotonic_seconds() + limits.seconds;
  const auto hear = [&](std::span<const char> bytes) {
    heard(bytes);
    if (limits.renewed_by_a_word) deadline = monotonic_seconds() + limits.seconds;
  };
  bool speaks = true;
  while (true) {
    if (speaks) {
      speaks = listen(pipe.reader(), glance_milliseconds, hear);
    } else {
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    if (const auto end = end_of(child)) {
      // Whatever it started goes with it, and may still hold the pipe open.
      ::kill(-child, SIGKILL);
      while (speaks && listen(pipe.reader(), 0, hear)) {
        pollfd more{.fd = pipe.reader(), .events = POLLIN, .revents = 0};
        if (::poll(&more, 1, 0) <= 0) break;
      }
      return *end;
    }
    if (monotonic_seconds() > deadline) return kill_child(child, ChildEnd::Kind::overdue);
    if (resident_bytes(child) > limits.resident_bytes) {
      return kill_child(child, ChildEnd::Kind::too_large);
    }
  }
}

}  // namespace steelyard::device
