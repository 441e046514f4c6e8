#include "harness/backends/cambricon/cncl.hpp"
#include "harness/backends/cambricon/communicator.hpp"
#include "harness/backends/cambricon/device.hpp"
#include "harness/backends/cambricon/gemm.hpp"
#include "harness/backends/cambricon/stream.hpp"
#include "harness/device/backend_kit.hpp"

namespace steelyard::cambricon {
namespace {

struct CambriconBackend {
  static constexpr const char* name = "cambricon";
  static constexpr const char* version = "1";
  static constexpr const char* description = "Cambricon MLU370 and MLU590: CNRT, CNNL, CNCL, CNDEV";
  using Device = cambricon::Device;
  using Stream = cambricon::Stream;
  using Event = cambricon::Event;
  using Gemm = cambricon::Gemm;
  using Communicator = cambricon::Communicator;

  static bool offers_collectives() {
    try {
      cncl();
      return true;
    } catch (const kit::Failure&) {
      return false;
    }
  }
  static kit::Probe probe() {
    try {
      const std::uint32_t devices = count();
      cnnl();
      if (devices > 0) return {};
      return {false, "CNRT finds no MLU; see whether cnmon lists one."};
    } catch (const kit::Failure& failure) {
      return {false, failure.what()};
    }
  }
  static std::uint32_t count() {
    unsigned int devices = 0;
    check(runtime().device_count(&devices), "cnrtGetDeviceCount");
    return devices;
  }
  static std::unique_ptr<Device> open(std::uint32_t index) {
    return std::make_unique<Device>(index);
  }
};

}  // namespace
}  // namespace steelyard::cambricon

STEELYARD_EXPORT_BACKEND(steelyard::cambricon::CambriconBackend)
