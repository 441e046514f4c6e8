#include <fmt/format.h>

#include <array>
#include <cstdint>

#include "harness/backends/cuda_shaped/rocm_smi_prototypes.hpp"
#include "harness/backends/cuda_shaped/telemetry_library.hpp"
#include "harness/backends/cuda_shaped/telemetry_units.hpp"

namespace steelyard::cuda_shaped {
namespace {

namespace rsmi = prototypes::rsmi;
constexpr std::uint32_t first_sensor = 0;

class RocmSmiSensors final : public Sensors {
 public:
  RocmSmiSensors(const kit::VendorLibrary& library, const PciAddress& address)
      : momentary_power_(library.optional_function<rsmi::Power>("rsmi_dev_power_get")),
        averaged_power_(library.optional_function<rsmi::AveragePower>("rsmi_dev_power_ave_get")),
        energy_(library.optional_function<rsmi::EnergyCount>("rsmi_dev_energy_count_get")),
        limit_(library.optional_function<rsmi::PowerCap>("rsmi_dev_power_cap_get")),
        temperature_(library.optional_function<rsmi::Temperature>("rsmi_dev_temp_metric_get")),
        clock_(library.optional_function<rsmi::Clock>("rsmi_dev_gpu_clk_freq_get")) {
    require(library.function<rsmi::Init>("rsmi_init")(0), "rsmi_init");
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
    reading.temperature_celsius = temperature(rsmi::junction_temperature);
    if (std::isnan(reading.temperature_celsius)) {
      reading.temperature_celsius = temperature(rsmi::edge_temperature);
    }
    reading.core_clock_hz = clock(rsmi::system_clock);
    reading.memory_clock_hz = clock(rsmi::memory_clock);
    reading.power_limit_watts = value_in<std::uint64_t>(micro, [&](auto* value) {
      return limit_ == nullptr ? rsmi::not_supported : limit_(device_, first_sensor, value);
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
    require(library.function<rsmi::DeviceCount>("rsmi_num_monitor_devices")(&count),
            "rsmi_num_monitor_devices");
    const auto address_of = library.function<rsmi::PciId>("rsmi_dev_pci_id_get");
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
      return averaged_power_ == nullptr ? rsmi::not_supported
                                        : averaged_power_(device_, first_sensor, value);
    });
  }
  double temperature(std::uint32_t sensor) const {
    return value_in<std::int64_t>(milli, [&](auto* value) {
      return temperature_ == nullptr
                 ? rsmi::not_supported
                 : temperature_(device_, sensor, rsmi::current_temperature, value);
    });
  }
  double clock(int type) const {
    // Room for any release's form.
    alignas(8) std::array<std::byte, 1024> filled{};
    if (clock_ == nullptr || clock_(device_, type, filled.data()) != 0) return none;
    return rsmi_current_hertz(filled).value_or(none);
  }

  std::uint32_t device_ = 0;
  rsmi::Power* momentary_power_;
  rsmi::AveragePower* averaged_power_;
  rsmi::EnergyCount* energy_;
  rsmi::PowerCap* limit_;
  rsmi::Temperature* temperature_;
  rsmi::Clock* clock_;
};

}  // namespace

std::unique_ptr<Sensors> open_rocm_smi(const TelemetryLibrary&, const kit::VendorLibrary& library,
                                       const PciAddress& address) {
  return std::make_unique<RocmSmiSensors>(library, address);
}

}  // namespace steelyard::cuda_shaped
