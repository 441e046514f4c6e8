#include "harness/backends/fake/faults.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <limits>
#include <thread>

#include "harness/core/clock.hpp"
#include "harness/device/backend_kit.hpp"

namespace steelyard::fake {
namespace {

constexpr double for_ever = std::numeric_limits<double>::infinity();
constexpr double longest_nap_seconds = 0.001;

/// Waits in a driver's call: `seconds` of the host's time, or until the communicator is aborted.
void linger(double seconds, const std::atomic<bool>* aborted) {
  const double end = monotonic_seconds() + seconds;
  while (true) {
    if (aborted != nullptr && aborted->load()) {
      throw kit::Failure(SY_FAILED, "The communicator was aborted while this call was running.");
    }
    const double left = end - monotonic_seconds();
    if (left <= 0) return;
    std::this_thread::sleep_for(std::chrono::duration<double>(std::min(left, longest_nap_seconds)));
  }
}

}  // namespace

bool strike(std::span<const Fault> faults, Call call, std::uint64_t number,
            const std::atomic<bool>* aborted) {
  bool wrong = false;
  for (const Fault& fault : faults) {
    if (fault.call != call || (fault.number != 0 && fault.number != number)) continue;
    const std::string text = fmt::format("The script lets call {} of {} fail.", number, name(call));
    switch (fault.kind) {
      case Fault::Kind::fail:
        throw kit::Failure(SY_FAILED, text);
      case Fault::Kind::out_of_memory:
        throw kit::Failure(SY_OUT_OF_MEMORY, text);
      case Fault::Kind::lost:
        throw kit::Failure(SY_DEVICE_LOST, text);
      case Fault::Kind::throws:
        throw static_cast<int>(number);
      case Fault::Kind::wrong:
        wrong = true;
        break;
      case Fault::Kind::slow:
        linger(fault.seconds, aborted);
        break;
      case Fault::Kind::hang:
        linger(for_ever, aborted);
        break;
      case Fault::Kind::stop:
        std::raise(SIGSTOP);
        break;
      case Fault::Kind::die:
        std::raise(SIGKILL);
        break;
      case Fault::Kind::crash:
        std::raise(SIGSEGV);
        break;
      case Fault::Kind::exit:
        std::exit(3);
    }
  }
  return wrong;
}

void spoil(void* data, std::size_t bytes) {
  // In little-endian order the last byte holds the sign and the high bits of the exponent, or the
  // high bits of an integer.
  static_cast<unsigned char*>(data)[bytes - 1] ^= 0x40;
}

}  // namespace steelyard::fake
