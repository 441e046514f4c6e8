#include "harness/backends/fake/device.hpp"
#include "harness/backends/fake/gemm.hpp"
#include "harness/backends/fake/stream.hpp"
#include "harness/device/backend_kit.hpp"

namespace steelyard::fake {
namespace {

struct FakeBackend {
  static constexpr const char* name = "fake";
  static constexpr const char* version = "1";
  static constexpr const char* description = "Scripted devices with a virtual clock, for tests";
  using Device = fake::Device;
  using Stream = fake::Stream;
  using Event = fake::Event;
  using Gemm = fake::Gemm;

  static kit::Probe probe() {
    if (!script_of_environment().absent) return {};
    return {false, "STEELYARD_FAKE says absent=1; take that away to have fake devices."};
  }
  static std::uint32_t count() { return script_of_environment().devices; }
  static std::unique_ptr<Device> open(std::uint32_t index) {
    return std::make_unique<Device>(script_of_environment(), index);
  }
};

}  // namespace
}  // namespace steelyard::fake

STEELYARD_EXPORT_BACKEND(steelyard::fake::FakeBackend)
