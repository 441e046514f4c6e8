#include "harness/app/shell_runner.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <thread>

#include "harness/core/clock.hpp"
#include "harness/core/error.hpp"

namespace steelyard::app {
namespace {

constexpr std::chrono::milliseconds between_looks{10};
/// How long a group that was asked to end may take.
constexpr double ending_seconds = 5;

constexpr std::array requests{SIGINT, SIGTERM, SIGHUP};
volatile sig_atomic_t asked_by = 0;
void remember(int signal) { asked_by = signal; }

/// While it lives, requests to end are remembered instead of obeyed.
class Requests {
 public:
  Requests() {
    asked_by = 0;
    struct sigaction action {};
    action.sa_handler = remember;
    ::sigemptyset(&action.sa_mask);
    for (std::size_t i = 0; i < requests.size(); ++i)
      ::sigaction(requests[i], &action, &before_[i]);
  }
  ~Requests() {
    for (std::size_t i = 0; i < requests.size(); ++i) {
      ::sigaction(requests[i], &before_[i], nullptr);
    }
    if (asked_by != 0) ::raise(asked_by);
  }
  Requests(const Requests&) = delete;
  Requests& operator=(const Requests&) = delete;

 private:
  std::array<struct sigaction, requests.size()> before_{};
};

/// As execve(2) wants it; `texts` must outlive it.
std::vector<char*> pointers_to(const std::vector<std::string>& texts) {
  std::vector<char*> pointers;
  for (const std::string& text : texts) pointers.push_back(const_cast<char*>(text.c_str()));
  pointers.push_back(nullptr);
  return pointers;
}

std::vector<std::string> environment_with(const std::map<std::string, std::string>& variables) {
  std::vector<std::string> all;
  for (char** each = environ; *each != nullptr; ++each) {
    const std::string text = *each;
    if (!variables.contains(text.substr(0, text.find('=')))) all.push_back(text);
  }
  for (const auto& [name, value] : variables) all.push_back(name + "=" + value);
  return all;
}

pid_t spawn(const std::vector<std::string>& words, const std::vector<std::string>& environment) {
  posix_spawn_file_actions_t actions;
  ::posix_spawn_file_actions_init(&actions);
  ::posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  ::posix_spawn_file_actions_adddup2(&actions, STDERR_FILENO, STDOUT_FILENO);
  sigset_t all, none;
  ::sigfillset(&all);
  ::sigemptyset(&none);
  posix_spawnattr_t attributes;
  ::posix_spawnattr_init(&attributes);
  ::posix_spawnattr_setsigdefault(&attributes, &all);
  ::posix_spawnattr_setsigmask(&attributes, &none);
  ::posix_spawnattr_setpgroup(&attributes, 0);
  ::posix_spawnattr_setflags(
      &attributes, POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETPGROUP);
  pid_t child = 0;
  const int error = ::posix_spawn(&child, words[0].c_str(), &actions, &attributes,
                                  pointers_to(words).data(), pointers_to(environment).data());
  ::posix_spawnattr_destroy(&attributes);
  ::posix_spawn_file_actions_destroy(&actions);
  if (error != 0) {
    throw Error(fmt::format("{} could not be started: {}.", words[0], std::strerror(error)));
  }
  return child;
}

/// Whether it has ended; it stays a zombie, so that its group's number stays its own.
bool has_ended(pid_t child) {
  siginfo_t end{};
  while (::waitid(P_PID, static_cast<id_t>(child), &end, WEXITED | WNOHANG | WNOWAIT) != 0) {
    if (errno != EINTR) return true;
  }
  return end.si_pid != 0;
}

/// Waits for its end, a request to end this process, or the deadline. True: it has ended.
bool wait_until(pid_t child, double deadline) {
  while (!has_ended(child)) {
    if (monotonic_seconds() > deadline || asked_by != 0) return false;
    std::this_thread::sleep_for(between_looks);
  }
  return true;
}

/// Of one that has ended. Whatever it has left goes with it.
ShellEnd reap(pid_t child) {
  ::kill(-child, SIGKILL);
  int status = 0;
  while (::waitpid(child, &status, 0) < 0) {
    if (errno != EINTR) throw Error("The end of a command is not told to this process.");
  }
  if (WIFSIGNALED(status)) return {ShellEnd::Kind::killed, WTERMSIG(status)};
  return {ShellEnd::Kind::exited, WEXITSTATUS(status)};
}

/// Asks the whole group to end, and kills what has not: the shell goes at once, mpirun needs the
/// time to end its ranks.
void end_group(pid_t child) {
  ::kill(-child, SIGTERM);
  const double deadline = monotonic_seconds() + ending_seconds;
  bool reaped = false;
  while (monotonic_seconds() < deadline) {
    int status = 0;
    reaped = reaped || ::waitpid(child, &status, WNOHANG) == child;
    if (reaped && ::kill(-child, 0) != 0) return;
    std::this_thread::sleep_for(between_looks);
  }
  ::kill(-child, SIGKILL);
  if (!reaped) ::waitpid(child, nullptr, 0);
}

}  // namespace

ShellEnd run_shell(const std::string& command, const std::vector<std::string>& arguments,
                   const std::map<std::string, std::string>& variables, double seconds) {
  std::vector<std::string> words{"/bin/sh", "-c", command + " \"$@\"", "sh"};
  words.insert(words.end(), arguments.begin(), arguments.end());
  const Requests held;
  const pid_t child = spawn(words, environment_with(variables));
  if (wait_until(child, monotonic_seconds() + seconds)) return reap(child);
  end_group(child);
  return {ShellEnd::Kind::overdue, 0};
}

}  // namespace steelyard::app
