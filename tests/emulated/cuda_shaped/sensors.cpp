#include "tests/emulated/cuda_shaped/sensors.hpp"

#include <chrono>

#include "harness/backends/cuda_shaped/pci_address.hpp"
#include "tests/emulated/core/faults.hpp"
#include "tests/emulated/cuda_shaped/runtime_view.hpp"

namespace steelyard::emulated {

SensorValues sensor_values(int device) {
  static const auto start = std::chrono::steady_clock::now();
  const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - start;
  const double watts = 100.5 + 10 * device;
  return {.power_watts = watts,
          .energy_joules = 5000 + watts * seconds.count(),
          .temperature_celsius = 40.25 + device,
          .core_clock_hz = 1.5e9 + 1e7 * device,
          .memory_clock_hz = 2.5e9,
          .power_limit_watts = 700};
}

int device_of_sensor_index(int index) {
  const int count = device_count();
  return index >= 0 && index < count ? count - 1 - index : -1;
}

int device_at(const std::string& address) {
  const auto wanted = cuda_shaped::parse_pci_address(address);
  for (int device = 0; device < device_count(); ++device) {
    if (wanted && cuda_shaped::parse_pci_address(pci_bus_id(device)) == wanted) return device;
  }
  return -1;
}

double power_in(double units_per_watt, double watts) {
  return watts * units_per_watt / (fault("power_unit") ? 1000 : 1);
}

}  // namespace steelyard::emulated
