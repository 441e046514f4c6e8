#include <fmt/format.h>

#include <array>
#include <cstdint>

#include "harness/backends/cuda_shaped/telemetry_library.hpp"
#include "harness/backends/cuda_shaped/telemetry_units.hpp"

namespace steelyard::cuda_shaped {
namespace {

constexpr std::uint32_t system_clock = 0;
constexpr std::uint32_t memory_clock = 4;
constexpr std::uint32_t edge_temperature = 0;
constexpr std::uint32_t junction_temperature = 1;
constexpr int current_temperature = 0;
constexpr std::uint32_t first_sensor = 0;
constexpr int no_such_function = 2;  ///< RSMI_STATUS_NOT_SUPPORTED

class RocmSmiSensors final : public Sensors {
 public:
  RocmSmiSensors(const kit::VendorLibrary& library, const PciAddress& address)
      : momentary_power_(library.optional_function<int(std::uint32_t, std::uint64_t*, int*)>(
            "rsmi_dev_power_get")),
        averaged_power_(
            library.optional_function<int(std::uint32_t, std::uint32_t, std::uint64_t*)>(
                "rsmi_dev_power_ave_get")),
        energy_(
            library.optional_function<int(std::uint32_t, std::uint64_t*, float*, std::uint64_t*)>(
                "rsmi_dev_energy_count_get")),
        limit_(library.optional_function<int(std::uint32_t, std::uint32_t, std::uint64_t*)>(
            "rsmi_dev_power_cap_get")),
        temperature_(
            library.optional_function<int(std::uint32_t, std::uint32_t, int, std::int64_t*)>(
                "rsmi_dev_temp_metric_get")),
        clock_(library.optional_function<int(std::uint32_t, std::uint32_t, void*)>(
            "rsmi_dev_gpu_clk_freq_get")) {
    require(library.function<int(std::uint64_t)>("rsmi_init")(0), "rsmi_init");
    device_ = index_of(library, address);
  }

  sy_telemetry_reading read() override {
    sy_telemetry_reading reading = empty_reading();
    reading.power_watts = power();
    std::uint64_t counter = 0, timestamp = 0;
    float microjoules_each = 0;
    if (energy_ != nullptr && energy_(device_, &counter, &microjoules_each, &timestamp) == 0) {
      reading.energy_joules = rsmi_joules(counter, microjoules_each);
    }
    reading.temperature_celsius = temperature(junction_temperature);
    if (std::isnan(reading.temperature_celsius)) {
      reading.temperature_celsius = temperature(edge_temperature);
    }
    reading.core_clock_hz = clock(system_clock);
    reading.memory_clock_hz = clock(memory_clock);
    reading.power_limit_watts = value_in<std::uint64_t>(micro, [&](auto* value) {
      return limit_ == nullptr ? no_such_function : limit_(device_, first_sensor, value);
    });
    return reading;
  }

  /// The firmware writes its table of metrics about once a millisecond, and the driver keeps a copy
  /// for up to ten.
  double period() const override { return 0.01; }
  std::string source() const override {
    return fmt::format("ROCm SMI, power {}",
                       momentary_power_ != nullptr ? "of the socket" : "averaged by the firmware");
  }

 private:
  static void require(int status, const char* function) {
    if (status != 0) {
      throw kit::Failure(SY_UNSUPPORTED,
                         fmt::format("ROCm SMI: {} failed ({}).", function, status));
    }
  }

  static std::uint32_t index_of(const kit::VendorLibrary& library, const PciAddress& address) {
    std::uint32_t count = 0;
    require(library.function<int(std::uint32_t*)>("rsmi_num_monitor_devices")(&count),
            "rsmi_num_monitor_devices");
    const auto address_of =
        library.function<int(std::uint32_t, std::uint64_t*)>("rsmi_dev_pci_id_get");
    for (std::uint32_t index = 0; index < count; ++index) {
      std::uint64_t bdf = 0;
      if (address_of(index, &bdf) == 0 && pci_address_of_bdf(bdf) == address) return index;
    }
    throw kit::Failure(SY_UNSUPPORTED,
                       fmt::format("ROCm SMI knows no device at {}.", text_of(address)));
  }

  double power() const {
    if (momentary_power_ != nullptr) {
      int type = 0;
      const double watts = value_in<std::uint64_t>(
          micro, [&](auto* value) { return momentary_power_(device_, value, &type); });
      if (!std::isnan(watts)) return watts;
    }
    return value_in<std::uint64_t>(micro, [&](auto* value) {
      return averaged_power_ == nullptr ? no_such_function
                                        : averaged_power_(device_, first_sensor, value);
    });
  }
  double temperature(std::uint32_t sensor) const {
    return value_in<std::int64_t>(milli, [&](auto* value) {
      return temperature_ == nullptr ? no_such_function
                                     : temperature_(device_, sensor, current_temperature, value);
    });
  }
  double clock(std::uint32_t type) const {
    // Room for any release's form.
    alignas(8) std::array<std::byte, 1024> filled{};
    if (clock_ == nullptr || clock_(device_, type, filled.data()) != 0) return none;
    return rsmi_current_hertz(filled).value_or(none);
  }

  std::uint32_t device_ = 0;
  int (*momentary_power_)(std::uint32_t, std::uint64_t*, int*);
  int (*averaged_power_)(std::uint32_t, std::uint32_t, std::uint64_t*);
  int (*energy_)(std::uint32_t, std::uint64_t*, float*, std::uint64_t*);
  int (*limit_)(std::uint32_t, std::uint32_t, std::uint64_t*);
  int (*temperature_)(std::uint32_t, std::uint32_t, int, std::int64_t*);
  int (*clock_)(std::uint32_t, std::uint32_t, void*);
};

}  // namespace

std::unique_ptr<Sensors> open_rocm_smi(const TelemetryLibrary&, const kit::VendorLibrary& library,
                                       const PciAddress& address) {
  return std::make_unique<RocmSmiSensors>(library, address);
}

}  // namespace steelyard::cuda_shaped
