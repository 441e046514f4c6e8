#include <fmt/format.h>

#include "harness/backends/cuda_shaped/telemetry_library.hpp"
#include "harness/backends/cuda_shaped/telemetry_units.hpp"

namespace steelyard::cuda_shaped {
namespace {

using Handle = void*;
constexpr int chip_clock = 0;
constexpr int chip_temperature = 0;
constexpr int no_such_function = 3;  ///< XPUML_ERROR_NOT_SUPPORTED

/// xpumlPciInfo_t, with room behind it for a longer one.
struct PciInfo {
  unsigned domain, bus, device, function;
  char rest[1024];
};

class XpumlSensors final : public Sensors {
 public:
  XpumlSensors(const kit::VendorLibrary& library, const PciAddress& address)
      : power_(library.optional_function<int(Handle, unsigned*)>("xpumlDeviceGetPowerUsage")),
        temperature_(
            library.optional_function<int(Handle, int, unsigned*)>("xpumlDeviceGetTemperature")),
        clock_(library.optional_function<int(Handle, int, unsigned*)>("xpumlDeviceGetClockInfo")) {
    require(library.function<int()>("xpumlInit")(), "xpumlInit");
    unsigned count = 0;
    require(library.function<int(unsigned*)>("xpumlDeviceGetCount")(&count), "xpumlDeviceGetCount");
    const auto by_index = library.function<int(unsigned, Handle*)>("xpumlDeviceGetHandleByIndex");
    const auto pci_info = library.function<int(Handle, PciInfo*)>("xpumlDeviceGetPciInfo");
    // The library's own look-up by address is declared nowhere, so every device is asked.
    for (unsigned index = 0; index < count; ++index) {
      PciInfo info{};
      if (by_index(index, &device_) != 0 || pci_info(device_, &info) != 0) continue;
      if (PciAddress{info.domain, info.bus, info.device, info.function} == address) return;
    }
    throw kit::Failure(SY_UNSUPPORTED,
                       fmt::format("XPUML knows no device at {}.", text_of(address)));
  }

  sy_telemetry_reading read() override {
    sy_telemetry_reading reading = empty_reading();
    reading.power_watts = value_in<unsigned>(milli, [&](auto* value) {
      return power_ == nullptr ? no_such_function : power_(device_, value);
    });
    reading.temperature_celsius = value_in<unsigned>(1, [&](auto* value) {
      return temperature_ == nullptr ? no_such_function
                                     : temperature_(device_, chip_temperature, value);
    });
    reading.core_clock_hz = value_in<unsigned>(mega, [&](auto* value) {
      return clock_ == nullptr ? no_such_function : clock_(device_, chip_clock, value);
    });
    return reading;
  }

  /// Not documented; that of the library that this one is modelled on.
  double period() const override { return 1.0; }
  std::string source() const override { return "XPUML, power of the board"; }

 private:
  static void require(int status, const char* function) {
    if (status != 0) {
      throw kit::Failure(SY_UNSUPPORTED, fmt::format("XPUML: {} failed ({}).", function, status));
    }
  }

  Handle device_ = nullptr;
  int (*power_)(Handle, unsigned*);
  int (*temperature_)(Handle, int, unsigned*);
  int (*clock_)(Handle, int, unsigned*);
};

}  // namespace

std::unique_ptr<Sensors> open_xpuml(const TelemetryLibrary&, const kit::VendorLibrary& library,
                                    const PciAddress& address) {
  return std::make_unique<XpumlSensors>(library, address);
}

}  // namespace steelyard::cuda_shaped
