#include <array>
#include <atomic>
#include <cstdint>

#include "harness/backends/fake/communicator.hpp"
#include "harness/backends/fake/device.hpp"
#include "harness/backends/fake/gemm.hpp"
#include "harness/backends/fake/stream.hpp"
#include "harness/device/backend_kit.hpp"

namespace steelyard::fake {
namespace {

/// Counts a call that no open device counts, over the process. Returns the script as it is now.
Script enter(Call call) {
  static std::array<std::atomic<std::uint64_t>, call_count> calls{};
  Script script = script_of_environment();
  strike(script.faults, call, ++calls[static_cast<std::size_t>(call)]);
  return script;
}

struct FakeBackend {
  static constexpr const char* name = "fake";
  static constexpr const char* version = "1";
  static constexpr const char* description = "Scripted devices with a virtual clock, for tests";
  using Device = fake::Device;
  using Stream = fake::Stream;
  using Event = fake::Event;
  using Gemm = fake::Gemm;
  using Communicator = fake::Communicator;

  static bool offers_collectives() {
    try {
      return script_of_environment().collectives;
    } catch (const kit::Failure&) {
      return false;  // the probe says what is wrong with the script
    }
  }
  static kit::Probe probe() {
    if (!enter(Call::probe_devices).absent) return {};
    return {false, "STEELYARD_FAKE says absent=1; take that away to have fake devices."};
  }
  static std::uint32_t count() { return enter(Call::count).devices; }
  static std::unique_ptr<Device> open(std::uint32_t index) {
    return std::make_unique<Device>(enter(Call::open), index);
  }
};

}  // namespace
}  // namespace steelyard::fake

STEELYARD_EXPORT_BACKEND(steelyard::fake::FakeBackend)
