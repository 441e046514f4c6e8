#include <fmt/format.h>

#include <array>

#include "harness/backends/cuda_shaped/telemetry_library.hpp"
#include "harness/backends/cuda_shaped/telemetry_units.hpp"

namespace steelyard::cuda_shaped {
namespace {

using Handle = void*;
constexpr int graphics_clock = 0;
constexpr int memory_clock = 2;
constexpr int core_temperature = 0;
constexpr int no_such_function = 13;  ///< NVML_ERROR_FUNCTION_NOT_FOUND

/// nvmlFieldValue_t, one question of nvmlDeviceGetFieldValues().
struct FieldValue {
  unsigned field = 0;
  unsigned scope = 0;
  long long timestamp = 0;
  long long latency_microseconds = 0;
  int type = 0;
  int status = -1;
  union {
    double as_double;
    unsigned as_unsigned;
    unsigned long long as_long;
  } value{};
};
static_assert(sizeof(FieldValue) == 40);
constexpr unsigned power_at_the_moment = 186;  ///< NVML_FI_DEV_POWER_INSTANT, since driver 525
constexpr int type_unsigned = 1;

/// NVML, and libraries that keep its names behind a prefix of their own.
class NvmlSensors final : public Sensors {
 public:
  NvmlSensors(const TelemetryLibrary& table, const kit::VendorLibrary& library,
              const PciAddress& address)
      : library_(library), prefix_(table.prefix), name_(table.name) {
    optional(version_, "SystemGetDriverVersion");
    optional(fields_, "DeviceGetFieldValues");
    optional(power_, "DeviceGetPowerUsage");
    optional(energy_, "DeviceGetTotalEnergyConsumption");
    optional(temperature_, "DeviceGetTemperature");
    optional(clock_, "DeviceGetClockInfo");
    optional(limit_, "DeviceGetEnforcedPowerLimit");
    // The first name came with driver 535; older drivers have the second alone.
    optional(reasons_, "DeviceGetCurrentClocksEventReasons");
    if (reasons_ == nullptr) optional(reasons_, "DeviceGetCurrentClocksThrottleReasons");
    require(library.function<int()>((prefix_ + "Init_v2").c_str())(), "Init_v2");
    const auto by_address = library.function<int(const char*, Handle*)>(
        (prefix_ + "DeviceGetHandleByPciBusId_v2").c_str());
    require(by_address(text_of(address).c_str(), &device_), "DeviceGetHandleByPciBusId_v2");
    has_momentary_power_ = !std::isnan(momentary_power());
  }

  sy_telemetry_reading read() override {
    sy_telemetry_reading reading = empty_reading();
    reading.power_watts = has_momentary_power_ ? momentary_power() : averaged_power();
    reading.energy_joules = value_in<unsigned long long>(
        milli, [&](auto* value) { return call(energy_, device_, value); });
    reading.temperature_celsius = value_in<unsigned>(
        1, [&](auto* value) { return call(temperature_, device_, core_temperature, value); });
    reading.core_clock_hz = value_in<unsigned>(
        mega, [&](auto* value) { return call(clock_, device_, graphics_clock, value); });
    reading.memory_clock_hz = value_in<unsigned>(
        mega, [&](auto* value) { return call(clock_, device_, memory_clock, value); });
    reading.power_limit_watts =
        value_in<unsigned>(milli, [&](auto* value) { return call(limit_, device_, value); });
    unsigned long long reasons = 0;
    if (call(reasons_, device_, &reasons) == 0) {
      reading.throttle_reasons = nvml_throttle_bits(reasons);
    }
    return reading;
  }

  /// The momentary power is measured about ten times a second; the other one is a mean of the last
  /// second from GA10x on, and a reading of before the last tenth of a second on older chips.
  double period() const override { return has_momentary_power_ ? 0.1 : 1.0; }

  std::string source() const override {
    std::array<char, 96> version{};
    const bool told =
        call(version_, version.data(), static_cast<unsigned>(version.size() - 1)) == 0;
    return fmt::format("{}{}{}, power {}", name_, told ? " " : "", version.data(),
                       has_momentary_power_ ? "at the moment" : "averaged by the driver");
  }

 private:
  template <class Function>
  void optional(Function*& function, const char* word) const {
    function = library_.optional_function<Function>((prefix_ + word).c_str());
  }
  template <class... Parameters, class... Arguments>
  static int call(int (*function)(Parameters...), Arguments... arguments) {
    return function == nullptr ? no_such_function : function(arguments...);
  }
  void require(int status, const char* word) const {
    if (status == 0) return;
    const auto text =
        library_.optional_function<const char*(int)>((prefix_ + "ErrorString").c_str());
    throw kit::Failure(SY_UNSUPPORTED,
                       fmt::format("{}: {}{} failed: {} ({}).", name_, prefix_, word,
                                   text == nullptr ? "status" : text(status), status));
  }
  double averaged_power() const {
    return value_in<unsigned>(milli, [&](auto* value) { return call(power_, device_, value); });
  }
  double momentary_power() const {
    FieldValue field;
    field.field = power_at_the_moment;
    const bool told =
        call(fields_, device_, 1, &field) == 0 && field.status == 0 && field.type == type_unsigned;
    return told ? field.value.as_unsigned * milli : none;
  }

  kit::VendorLibrary library_;
  std::string prefix_;
  std::string name_;
  Handle device_ = nullptr;
  bool has_momentary_power_ = false;
  int (*version_)(char*, unsigned);
  int (*fields_)(Handle, int, FieldValue*);
  int (*power_)(Handle, unsigned*);
  int (*energy_)(Handle, unsigned long long*);
  int (*temperature_)(Handle, int, unsigned*);
  int (*clock_)(Handle, int, unsigned*);
  int (*limit_)(Handle, unsigned*);
  int (*reasons_)(Handle, unsigned long long*);
};

}  // namespace

std::unique_ptr<Sensors> open_nvml(const TelemetryLibrary& table, const kit::VendorLibrary& library,
                                   const PciAddress& address) {
  return std::make_unique<NvmlSensors>(table, library, address);
}

}  // namespace steelyard::cuda_shaped
