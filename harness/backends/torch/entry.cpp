#include "harness/backends/torch/device.hpp"

namespace {

using namespace steelyard;

struct TorchBackend {
  static constexpr const char* name = "torch";
  static constexpr const char* version = "1.0";
  static constexpr const char* description =
      "What libtorch and its plug-ins drive; STEELYARD_TORCH_DEVICE names it";
  using Device = torch_library::Device;
  using Stream = torch_library::Stream;
  using Event = torch_library::Event;
  using Gemm = torch_library::Gemm;

  static kit::Probe probe() {
    try {
      torch_library::selection();
      return {};
    } catch (const kit::Failure& failure) {
      if (failure.status() != SY_UNSUPPORTED) throw;
      return {false, failure.what()};
    }
  }
  static std::uint32_t count() { return torch_library::selection().count; }
  static std::unique_ptr<Device> open(std::uint32_t index) {
    return std::make_unique<Device>(index);
  }
};

}  // namespace

STEELYARD_EXPORT_BACKEND(TorchBackend)
