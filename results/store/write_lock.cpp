#include "results/store/write_lock.hpp"

#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <string>
#include <thread>

#include "harness/core/clock.hpp"
#include "harness/core/error.hpp"
#include "harness/core/log.hpp"
#include "results/store/descriptor.hpp"

namespace steelyard::results {
namespace {

constexpr std::chrono::milliseconds between_looks{50};

enum class Attempt { taken, busy, gone };

/// Whoever held the lock may have removed the file in between: then this one guards nothing.
Attempt attempt(int descriptor) {
  if (::flock(descriptor, LOCK_EX | LOCK_NB) != 0) {
    // A file system without locks: nothing guards against a second writer there.
    return errno == EWOULDBLOCK ? Attempt::busy : Attempt::taken;
  }
  struct stat status {};
  const bool there = ::fstat(descriptor, &status) == 0 && status.st_nlink > 0;
  return there ? Attempt::taken : Attempt::gone;
}

/// Leaves a word for whoever waits. A full disk has no room for it, which does no harm.
void sign(int descriptor) {
  std::array<char, 256> host{};
  if (::gethostname(host.data(), host.size() - 1) != 0) host = {"an unknown host"};
  const std::string text = fmt::format("process {} on {}", ::getpid(), host.data());
  if (::ftruncate(descriptor, 0) != 0) return;
  [[maybe_unused]] const auto written = ::pwrite(descriptor, text.data(), text.size(), 0);
}

/// " (process 4711 on node7)", or nothing. The text may be anybody's: only plain characters of it.
std::string signature(int descriptor) {
  std::array<char, 300> buffer{};
  const auto length = ::pread(descriptor, buffer.data(), buffer.size(), 0);
  if (length <= 0) return "";
  std::string text(buffer.data(), static_cast<std::size_t>(length));
  std::erase_if(text, [](char c) { return c < ' ' || c > '~'; });
  return text.empty() ? "" : " (" + text + ")";
}

}  // namespace

WriteLock::WriteLock(const std::filesystem::path& file, double patience_seconds) : lock_(file) {
  lock_ += ".lock";
  const double start = monotonic_seconds();
  bool told = false;
  while (true) {
    Descriptor descriptor(lock_, O_RDWR | O_CREAT);
    if (descriptor.get() < 0) {
      throw StoreError(
          fmt::format("'{}' cannot be written: its folder does not let a file be made "
                      "({}).",
                      file.string(), std::strerror(errno)));
    }
    const Attempt result = attempt(descriptor.get());
    if (result == Attempt::taken) {
      descriptor_ = descriptor.release();
      sign(descriptor_);
      return;
    }
    if (result == Attempt::gone) continue;
    const std::string who = signature(descriptor.get());
    if (monotonic_seconds() - start >= patience_seconds) {
      throw StoreError(
          fmt::format("Another process is writing to '{}'{}. Wait until it has ended (a killed run "
                      "lives on for some seconds; one that is stopped or hangs has to be killed), "
                      "or write to another name.",
                      file.string(), who));
    }
    if (!told) {
      log_info(
          fmt::format("another process is writing to '{}'{}; waiting up to {:g} s for it to end",
                      file.string(), who, patience_seconds));
    }
    told = true;
    std::this_thread::sleep_for(between_looks);
  }
}

WriteLock::~WriteLock() {
  if (descriptor_ < 0) return;
  ::unlink(lock_.c_str());
  ::close(descriptor_);
}

}  // namespace steelyard::results
