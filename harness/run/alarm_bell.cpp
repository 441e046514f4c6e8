#include "harness/run/alarm_bell.hpp"

#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>

#include "harness/core/error.hpp"

namespace steelyard::run {
namespace {

sigset_t ending_signals() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGINT);
  return signals;
}

int milliseconds(std::optional<double> seconds) {
  if (!seconds) return -1;
  constexpr double longest = 3600e3;  // woken too early does no harm
  return static_cast<int>(std::clamp(std::ceil(*seconds * 1e3), 0.0, longest));
}

}  // namespace

void block_signals() {
  const sigset_t signals = ending_signals();
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
}

AlarmBell::AlarmBell(bool signals) : bell_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {
  if (signals) {
    const sigset_t set = ending_signals();
    signals_ = ::signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
  }
  if (bell_ < 0 || (signals && signals_ < 0)) {
    throw Error("No descriptor is left to watch this process with; raise `ulimit -n`.");
  }
}

AlarmBell::~AlarmBell() {
  ::close(bell_);
  if (signals_ >= 0) ::close(signals_);
}

void AlarmBell::ring() const {
  const std::uint64_t one = 1;
  // Fails only when it has rung 2^64 times without being heard.
  [[maybe_unused]] const ssize_t written = ::write(bell_, &one, sizeof(one));
}

std::optional<std::string> AlarmBell::wait(std::optional<double> seconds) const {
  std::array<pollfd, 2> heard{{{bell_, POLLIN, 0}, {signals_, POLLIN, 0}}};  // -1 is passed over
  if (::poll(heard.data(), heard.size(), milliseconds(seconds)) <= 0) return std::nullopt;
  std::uint64_t times = 0;
  [[maybe_unused]] const ssize_t rung = ::read(bell_, &times, sizeof(times));
  signalfd_siginfo info{};
  if (signals_ < 0 || ::read(signals_, &info, sizeof(info)) != sizeof(info)) return std::nullopt;
  const char* name = ::sigabbrev_np(static_cast<int>(info.ssi_signo));
  return std::string("SIG") + (name == nullptr ? "?" : name);
}

}  // namespace steelyard::run
