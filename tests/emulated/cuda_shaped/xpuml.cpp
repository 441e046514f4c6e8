// Kunlun's telemetry library, modelled on NVML. Like the real one it has no look-up by address.
#include <cstdio>

#include "harness/backends/cuda_shaped/pci_address.hpp"
#include "tests/emulated/cuda_shaped/runtime_view.hpp"
#include "tests/emulated/cuda_shaped/sensors.hpp"

#define EXPORTED extern "C" __attribute__((visibility("default")))

namespace {

namespace em = steelyard::emulated;
constexpr int uninitialized = 1, invalid_argument = 2, not_supported = 3;
bool initialized = false;

struct Device;
Device* handle(int number) { return reinterpret_cast<Device*>(static_cast<long>(number) + 1); }
int number(Device* device) { return static_cast<int>(reinterpret_cast<long>(device)) - 1; }

struct PciInfo {
  unsigned domain, bus, device, function, device_id, subsystem_id;
  char text[32];
  unsigned long long reserved[9];
};

int tell(Device* device, unsigned* value, double told) {
  if (!initialized) return uninitialized;
  if (device == nullptr || value == nullptr) return invalid_argument;
  *value = static_cast<unsigned>(told);
  return 0;
}

}  // namespace

EXPORTED int xpumlInit() {
  initialized = true;
  return 0;
}
EXPORTED int xpumlDeviceGetCount(unsigned* count) {
  *count = static_cast<unsigned>(em::device_count());
  return initialized ? 0 : uninitialized;
}
EXPORTED int xpumlDeviceGetHandleByIndex(unsigned index, Device** device) {
  const int found = em::device_of_sensor_index(static_cast<int>(index));
  if (found < 0) return invalid_argument;
  *device = handle(found);
  return initialized ? 0 : uninitialized;
}
EXPORTED int xpumlDeviceGetPciInfo(Device* device, PciInfo* info) {
  if (device == nullptr || info == nullptr) return invalid_argument;
  const auto address = steelyard::cuda_shaped::parse_pci_address(em::pci_bus_id(number(device)));
  *info = {address->domain, address->bus, address->device, address->function, 0, 0, {}, {}};
  std::snprintf(info->text, sizeof(info->text), "%08X:%02X:%02X.%01X", address->domain,
                address->bus, address->device, address->function);
  return initialized ? 0 : uninitialized;
}
EXPORTED int xpumlDeviceGetPowerUsage(Device* device, unsigned* milliwatts) {
  return tell(device, milliwatts,
              em::power_in(1000, em::sensor_values(number(device)).power_watts));
}
EXPORTED int xpumlDeviceGetTemperature(Device* device, int sensor, unsigned* celsius) {
  if (sensor != 0) return not_supported;
  return tell(device, celsius, em::sensor_values(number(device)).temperature_celsius);
}
EXPORTED int xpumlDeviceGetClockInfo(Device* device, int clock, unsigned* megahertz) {
  if (clock != 0) return not_supported;
  return tell(device, megahertz, em::sensor_values(number(device)).core_clock_hz / 1e6);
}
