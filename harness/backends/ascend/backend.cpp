#include <fmt/format.h>

#include "harness/backends/ascend/communicator.hpp"
#include "harness/backends/ascend/device.hpp"
#include "harness/backends/ascend/gemm.hpp"
#include "harness/backends/ascend/hccl.hpp"
#include "harness/backends/ascend/stream.hpp"
#include "harness/device/backend_kit.hpp"

namespace steelyard::ascend {
namespace {

struct AscendBackend {
  static constexpr const char* name = "ascend";
  static constexpr const char* version = "1";
  static constexpr const char* description =
      "Huawei Ascend 910B and 910C: AscendCL, aclnn, HCCL, DCMI";
  using Device = ascend::Device;
  using Stream = ascend::Stream;
  using Event = ascend::Event;
  using Gemm = ascend::Gemm;
  using Communicator = ascend::Communicator;

  static bool offers_collectives() {
    try {
      hccl();
      return true;
    } catch (const kit::Failure&) {
      return false;
    }
  }
  static kit::Probe probe() {
    try {
      const std::uint32_t devices = count();
      operators();
      if (devices > 0) return {};
      return {false, "AscendCL finds no device; see whether npu-smi info lists one."};
    } catch (const kit::Failure& failure) {
      return {false, failure.what()};
    }
  }
  static std::uint32_t count() {
    std::uint32_t devices = 0;
    check(runtime().device_count(&devices), "aclrtGetDeviceCount");
    return devices;
  }
  static std::unique_ptr<Device> open(std::uint32_t index) {
    return std::make_unique<Device>(index);
  }
};

}  // namespace
}  // namespace steelyard::ascend

STEELYARD_EXPORT_BACKEND(steelyard::ascend::AscendBackend)
