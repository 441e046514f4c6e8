#include <fmt/format.h>

#include <array>

#include "harness/backends/cuda_shaped/telemetry_library.hpp"
#include "harness/backends/cuda_shaped/telemetry_units.hpp"

namespace steelyard::cuda_shaped {
namespace {

using Handle = void*;
constexpr int no_such_function = 4;  ///< MTML_ERROR_NOT_SUPPORTED

/// Moore Threads' library: from the library to the device, from the device to its GPU and memory.
class MtmlSensors final : public Sensors {
 public:
  MtmlSensors(const kit::VendorLibrary& library, const PciAddress& address)
      : power_(library.optional_function<int(Handle, unsigned*)>("mtmlDeviceGetPowerUsage")),
        temperature_(library.optional_function<int(Handle, int*)>("mtmlGpuGetTemperature")),
        core_clock_(library.optional_function<int(Handle, unsigned*)>("mtmlGpuGetClock")),
        memory_clock_(library.optional_function<int(Handle, unsigned*)>("mtmlMemoryGetClock")),
        limit_(library.optional_function<int(Handle, int*)>("mtmlGpuGetEnforcedPowerLimit")) {
    Handle whole = nullptr;
    require(library.function<int(Handle*)>("mtmlLibraryInit")(&whole), "mtmlLibraryInit");
    device_ = device_at(library, whole, address);
    require(library.function<int(Handle, Handle*)>("mtmlDeviceInitGpu")(device_, &gpu_),
            "mtmlDeviceInitGpu");
    require(library.function<int(Handle, Handle*)>("mtmlDeviceInitMemory")(device_, &memory_),
            "mtmlDeviceInitMemory");
  }

  sy_telemetry_reading read() override {
    sy_telemetry_reading reading = empty_reading();
    reading.power_watts = ask<unsigned>(milli, power_, device_);
    reading.temperature_celsius = ask<int>(1, temperature_, gpu_);
    reading.core_clock_hz = ask<unsigned>(mega, core_clock_, gpu_);
    reading.memory_clock_hz = ask<unsigned>(mega, memory_clock_, memory_);
    reading.power_limit_watts = ask<int>(milli, limit_, gpu_);
    return reading;
  }

  /// Not documented.
  double period() const override { return 1.0; }
  std::string source() const override { return "MTML, power of the board"; }

 private:
  static void require(int status, const char* function) {
    if (status != 0) {
      throw kit::Failure(SY_UNSUPPORTED, fmt::format("MTML: {} failed ({}).", function, status));
    }
  }

  template <class Value>
  static double ask(double unit, int (*function)(Handle, Value*), Handle of) {
    return value_in<Value>(unit, [&](Value* value) {
      return function == nullptr ? no_such_function : function(of, value);
    });
  }

  /// MtmlPciInfo begins with the address as a text.
  static Handle device_at(const kit::VendorLibrary& library, Handle whole,
                          const PciAddress& address) {
    unsigned count = 0;
    require(library.function<int(Handle, unsigned*)>("mtmlLibraryCountDevice")(whole, &count),
            "mtmlLibraryCountDevice");
    const auto by_index =
        library.function<int(Handle, unsigned, Handle*)>("mtmlLibraryInitDeviceByIndex");
    const auto pci_info = library.function<int(Handle, char*)>("mtmlDeviceGetPciInfo");
    for (unsigned index = 0; index < count; ++index) {
      Handle device = nullptr;
      alignas(8) std::array<char, 1024> info{};
      if (by_index(whole, index, &device) != 0 || pci_info(device, info.data()) != 0) continue;
      info.back() = '\0';
      if (parse_pci_address(info.data()) == address) return device;
    }
    throw kit::Failure(SY_UNSUPPORTED,
                       fmt::format("MTML knows no device at {}.", text_of(address)));
  }

  Handle device_ = nullptr;
  Handle gpu_ = nullptr;
  Handle memory_ = nullptr;
  int (*power_)(Handle, unsigned*);
  int (*temperature_)(Handle, int*);
  int (*core_clock_)(Handle, unsigned*);
  int (*memory_clock_)(Handle, unsigned*);
  int (*limit_)(Handle, int*);
};

}  // namespace

std::unique_ptr<Sensors> open_mtml(const TelemetryLibrary&, const kit::VendorLibrary& library,
                                   const PciAddress& address) {
  return std::make_unique<MtmlSensors>(library, address);
}

}  // namespace steelyard::cuda_shaped
