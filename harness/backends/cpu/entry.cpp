#include "harness/backends/cpu/cpu_device.hpp"

namespace {

/// One device, the cores that this process is bound to; it is always there.
struct CpuBackend {
  static constexpr const char* name = "cpu";
  static constexpr const char* version = "1.0";
  static constexpr const char* description = "The host's processor, through oneDNN and OpenBLAS";
  using Device = steelyard::cpu::CpuDevice;
  using Stream = steelyard::cpu::CpuStream;
  using Event = steelyard::cpu::CpuEvent;
  using Gemm = steelyard::cpu::CpuGemm;

  static steelyard::kit::Probe probe() { return {}; }
  static std::uint32_t count() { return 1; }
  static std::unique_ptr<Device> open(std::uint32_t) { return std::make_unique<Device>(); }
};

}  // namespace

STEELYARD_EXPORT_BACKEND(CpuBackend)
