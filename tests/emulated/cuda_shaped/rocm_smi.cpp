// ROCm SMI 6 and later: microwatts, millidegrees, an energy counter in steps of 15.259 microjoules.
#include <cstdint>

#include "harness/backends/cuda_shaped/pci_address.hpp"
#include "tests/emulated/cuda_shaped/runtime_view.hpp"
#include "tests/emulated/cuda_shaped/sensors.hpp"

#define EXPORTED extern "C" __attribute__((visibility("default")))

namespace {

namespace em = steelyard::emulated;
constexpr int invalid_argument = 1, not_supported = 2, not_initialized = 8;
bool initialized = false;

struct Frequencies {
  bool has_deep_sleep;
  std::uint32_t supported, current;
  std::uint64_t hertz[33];
};

/// 0, or why there is nothing to tell of the device that is counted as `index`.
int trouble(std::uint32_t index) {
  if (!initialized) return not_initialized;
  return em::device_of_sensor_index(static_cast<int>(index)) < 0 ? invalid_argument : 0;
}
em::SensorValues values(std::uint32_t index) {
  return em::sensor_values(em::device_of_sensor_index(static_cast<int>(index)));
}

}  // namespace

EXPORTED int rsmi_init(std::uint64_t flags) {
  initialized = flags == 0;
  return flags == 0 ? 0 : invalid_argument;
}
EXPORTED int rsmi_num_monitor_devices(std::uint32_t* count) {
  *count = static_cast<std::uint32_t>(em::device_count());
  return initialized ? 0 : not_initialized;
}
EXPORTED int rsmi_dev_pci_id_get(std::uint32_t index, std::uint64_t* bdf) {
  if (const int status = trouble(index); status != 0) return status;
  const auto address = steelyard::cuda_shaped::parse_pci_address(
      em::pci_bus_id(em::device_of_sensor_index(static_cast<int>(index))));
  if (!address) return not_supported;
  *bdf = std::uint64_t{address->domain} << 32 | address->bus << 8 | address->device << 3 |
         address->function;
  return 0;
}
EXPORTED int rsmi_dev_power_get(std::uint32_t index, std::uint64_t* microwatts, int* type) {
  if (const int status = trouble(index); status != 0) return status;
  *microwatts = static_cast<std::uint64_t>(em::power_in(1e6, values(index).power_watts));
  *type = 1;
  return 0;
}
EXPORTED int rsmi_dev_energy_count_get(std::uint32_t index, std::uint64_t* counter,
                                       float* resolution, std::uint64_t* timestamp) {
  if (const int status = trouble(index); status != 0) return status;
  *resolution = 15.259F;
  *counter = static_cast<std::uint64_t>(values(index).energy_joules * 1e6 / 15.259);
  *timestamp = 0;
  return 0;
}
EXPORTED int rsmi_dev_power_cap_get(std::uint32_t index, std::uint32_t, std::uint64_t* microwatts) {
  if (const int status = trouble(index); status != 0) return status;
  *microwatts = static_cast<std::uint64_t>(values(index).power_limit_watts * 1e6);
  return 0;
}
EXPORTED int rsmi_dev_temp_metric_get(std::uint32_t index, std::uint32_t sensor, int metric,
                                      std::int64_t* millidegrees) {
  if (const int status = trouble(index); status != 0) return status;
  constexpr std::uint32_t junction = 1;
  if (sensor != junction || metric != 0) return not_supported;
  *millidegrees = static_cast<std::int64_t>(values(index).temperature_celsius * 1000);
  return 0;
}
EXPORTED int rsmi_dev_gpu_clk_freq_get(std::uint32_t index, std::uint32_t clock,
                                       Frequencies* frequencies) {
  if (const int status = trouble(index); status != 0) return status;
  if (clock != 0 && clock != 4) return not_supported;
  *frequencies = {};
  frequencies->supported = 3;
  frequencies->current = 1;
  frequencies->hertz[0] = 132'000'000;
  frequencies->hertz[1] = static_cast<std::uint64_t>(clock == 0 ? values(index).core_clock_hz
                                                                : values(index).memory_clock_hz);
  frequencies->hertz[2] = 3'000'000'000;
  return 0;
}
