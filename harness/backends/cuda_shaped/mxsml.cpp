#include <fmt/format.h>

#include <array>

#include "harness/backends/cuda_shaped/telemetry_library.hpp"
#include "harness/backends/cuda_shaped/telemetry_units.hpp"

namespace steelyard::cuda_shaped {
namespace {

constexpr int core_clock = 11;   ///< MXSML_Clock_Xcore
constexpr int memory_clock = 3;  ///< MXSML_Clock_Mc0
constexpr int hot_spot = 0;      ///< MXSML_Temperature_Hotspot
constexpr int no_such_function = 1;
/// More than any board has of supply rails, or a chip of clocks.
constexpr unsigned most_entries = 64;

/// mxSmlBoardWayElectricInfo_t: one rail.
struct Rail {
  unsigned millivolts, milliamperes, milliwatts;
};

/// mxSmlDeviceInfo_t as far as it is read, with room behind it.
struct DeviceInfo {
  unsigned id;
  int type;
  char address[32];
  char rest[1024];
};

class MxsmlSensors final : public Sensors {
 public:
  MxsmlSensors(const kit::VendorLibrary& library, const PciAddress& address)
      : rails_(
            library.optional_function<int(unsigned, unsigned*, Rail*)>("mxSmlGetBoardPowerInfo")),
        limit_(library.optional_function<int(unsigned, unsigned*)>("mxSmlGetBoardPowerLimit")),
        temperature_(
            library.optional_function<int(unsigned, int, int*)>("mxSmlGetTemperatureInfo")),
        clocks_(
            library.optional_function<int(unsigned, int, unsigned*, unsigned*)>("mxSmlGetClocks")) {
    const int status = library.function<int()>("mxSmlInit")();
    if (status != 0) {
      throw kit::Failure(SY_UNSUPPORTED, fmt::format("MXSML: mxSmlInit failed ({}).", status));
    }
    const unsigned count = library.function<unsigned()>("mxSmlGetDeviceCount")();
    const auto info_of = library.function<int(unsigned, DeviceInfo*)>("mxSmlGetDeviceInfo");
    for (device_ = 0; device_ < count; ++device_) {
      DeviceInfo info{};
      if (info_of(device_, &info) != 0) continue;
      info.address[sizeof(info.address) - 1] = '\0';
      if (parse_pci_address(info.address) == address) return;
    }
    throw kit::Failure(SY_UNSUPPORTED,
                       fmt::format("MXSML knows no device at {}.", text_of(address)));
  }

  sy_telemetry_reading read() override {
    sy_telemetry_reading reading = empty_reading();
    reading.power_watts = power();
    reading.temperature_celsius = value_in<int>(centi, [&](int* value) {
      return temperature_ == nullptr ? no_such_function : temperature_(device_, hot_spot, value);
    });
    reading.core_clock_hz = clock(core_clock);
    reading.memory_clock_hz = clock(memory_clock);
    reading.power_limit_watts = value_in<unsigned>(milli, [&](unsigned* value) {
      return limit_ == nullptr ? no_such_function : limit_(device_, value);
    });
    return reading;
  }

  /// Not documented.
  double period() const override { return 1.0; }
  std::string source() const override { return "MXSML, power of all rails of the board"; }

 private:
  double power() const {
    std::array<Rail, most_entries> rails{};
    unsigned count = most_entries;
    if (rails_ == nullptr || rails_(device_, &count, rails.data()) != 0) return none;
    if (count == 0 || count > most_entries) return none;
    double milliwatts = 0;
    for (unsigned i = 0; i < count; ++i) milliwatts += rails[i].milliwatts;
    return milliwatts * milli;
  }
  /// Of the first of the chip's clocks of that kind.
  double clock(int kind) const {
    std::array<unsigned, most_entries> megahertz{};
    unsigned count = most_entries;
    if (clocks_ == nullptr || clocks_(device_, kind, &count, megahertz.data()) != 0) return none;
    return count == 0 ? none : megahertz[0] * mega;
  }

  unsigned device_ = 0;
  int (*rails_)(unsigned, unsigned*, Rail*);
  int (*limit_)(unsigned, unsigned*);
  int (*temperature_)(unsigned, int, int*);
  int (*clocks_)(unsigned, int, unsigned*, unsigned*);
};

}  // namespace

std::unique_ptr<Sensors> open_mxsml(const TelemetryLibrary&, const kit::VendorLibrary& library,
                                    const PciAddress& address) {
  return std::make_unique<MxsmlSensors>(library, address);
}

}  // namespace steelyard::cuda_shaped
