#include "harness/backends/opencl/device.hpp"

namespace {

using namespace steelyard;

struct OpenclBackend {
  static constexpr const char* name = "opencl";
  static constexpr const char* version = "1.0";
  static constexpr const char* description = "Any OpenCL device, through OpenCL 1.2 and CLBlast";
  using Device = opencl::Device;
  using Stream = opencl::Stream;
  using Event = opencl::Event;
  using Gemm = opencl::Gemm;

  static kit::Probe probe() {
    try {
      opencl::physical_devices();
      return {};
    } catch (const kit::Failure& failure) {
      if (failure.status() != SY_UNSUPPORTED) throw;
      return {false, failure.what()};
    }
  }
  static std::uint32_t count() {
    return static_cast<std::uint32_t>(opencl::physical_devices().size());
  }
  static std::unique_ptr<Device> open(std::uint32_t index) {
    return std::make_unique<Device>(*opencl::physical_devices()[index]);
  }
};

}  // namespace

STEELYARD_EXPORT_BACKEND(OpenclBackend)
