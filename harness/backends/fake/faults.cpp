#include "harness/backends/fake/faults.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include "harness/device/backend_kit.hpp"

namespace steelyard::fake {
namespace {

/// Like a driver that waits for a device that died: until the process is killed.
[[noreturn]] void hang() {
  while (true) pause();
}

}  // namespace

bool Faults::enter(Call call) {
  const std::uint64_t number = ++calls_[static_cast<std::size_t>(call)];
  bool wrong = false;
  for (const Fault& fault : faults_) {
    if (fault.call != call || (fault.number != 0 && fault.number != number)) continue;
    const std::string text = fmt::format("The script lets call {} of {} fail.", number, name(call));
    switch (fault.kind) {
      case Fault::Kind::fail:
        throw kit::Failure(SY_FAILED, text);
      case Fault::Kind::out_of_memory:
        throw kit::Failure(SY_OUT_OF_MEMORY, text);
      case Fault::Kind::lost:
        throw kit::Failure(SY_DEVICE_LOST, text);
      case Fault::Kind::hang:
        hang();
      case Fault::Kind::wrong:
        wrong = true;
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
