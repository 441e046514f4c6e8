// Moore Threads' telemetry library: handles from the library to the device to its parts.
#include <cstdio>

#include "harness/backends/cuda_shaped/pci_address.hpp"
#include "tests/emulated/cuda_shaped/runtime_view.hpp"
#include "tests/emulated/cuda_shaped/sensors.hpp"

#define EXPORTED extern "C" __attribute__((visibility("default")))

namespace {

namespace em = steelyard::emulated;
constexpr int invalid_argument = 3;

enum class Kind : long { library = 0x100, device = 0x200, gpu = 0x300, memory = 0x400 };
struct Handle;
Handle* handle(Kind kind, int number) {
  return reinterpret_cast<Handle*>(static_cast<long>(kind) + number);
}
/// The device of a handle of that kind; -1: it is of another kind.
int number(Handle* of, Kind kind) {
  const long value = reinterpret_cast<long>(of) - static_cast<long>(kind);
  return value >= 0 && value < em::device_count() ? static_cast<int>(value) : -1;
}

struct PciInfo {
  char text[32];
  unsigned segment, bus, device, device_id, subsystem_id, width;
  float speeds[2];
  unsigned reserved[8];
};

template <class Value>
int tell(Handle* of, Kind kind, Value* value, double (*told)(const em::SensorValues&)) {
  const int device = number(of, kind);
  if (device < 0 || value == nullptr) return invalid_argument;
  *value = static_cast<Value>(told(em::sensor_values(device)));
  return 0;
}

}  // namespace

EXPORTED int mtmlLibraryInit(Handle** library) {
  *library = handle(Kind::library, 0);
  return 0;
}
EXPORTED int mtmlLibraryCountDevice(Handle* library, unsigned* count) {
  if (library != handle(Kind::library, 0)) return invalid_argument;
  *count = static_cast<unsigned>(em::device_count());
  return 0;
}
EXPORTED int mtmlLibraryInitDeviceByIndex(Handle* library, unsigned index, Handle** device) {
  const int found = em::device_of_sensor_index(static_cast<int>(index));
  if (library != handle(Kind::library, 0) || found < 0) return invalid_argument;
  *device = handle(Kind::device, found);
  return 0;
}
EXPORTED int mtmlDeviceGetPciInfo(Handle* of, PciInfo* info) {
  const int device = number(of, Kind::device);
  if (device < 0) return invalid_argument;
  const auto address = steelyard::cuda_shaped::parse_pci_address(em::pci_bus_id(device));
  *info = {};
  std::snprintf(info->text, sizeof(info->text), "%08X:%02X:%02X.%X", address->domain, address->bus,
                address->device, address->function);
  return 0;
}
EXPORTED int mtmlDeviceInitGpu(Handle* of, Handle** gpu) {
  const int device = number(of, Kind::device);
  if (device < 0) return invalid_argument;
  *gpu = handle(Kind::gpu, device);
  return 0;
}
EXPORTED int mtmlDeviceInitMemory(Handle* of, Handle** memory) {
  const int device = number(of, Kind::device);
  if (device < 0) return invalid_argument;
  *memory = handle(Kind::memory, device);
  return 0;
}
EXPORTED int mtmlDeviceGetPowerUsage(Handle* device, unsigned* milliwatts) {
  return tell(device, Kind::device, milliwatts, [](const em::SensorValues& values) {
    return em::power_in(1000, values.power_watts);
  });
}
EXPORTED int mtmlGpuGetTemperature(Handle* gpu, int* celsius) {
  return tell(gpu, Kind::gpu, celsius,
              [](const em::SensorValues& values) { return values.temperature_celsius; });
}
EXPORTED int mtmlGpuGetClock(Handle* gpu, unsigned* megahertz) {
  return tell(gpu, Kind::gpu, megahertz,
              [](const em::SensorValues& values) { return values.core_clock_hz / 1e6; });
}
EXPORTED int mtmlMemoryGetClock(Handle* memory, unsigned* megahertz) {
  return tell(memory, Kind::memory, megahertz,
              [](const em::SensorValues& values) { return values.memory_clock_hz / 1e6; });
}
EXPORTED int mtmlGpuGetEnforcedPowerLimit(Handle* gpu, int* milliwatts) {
  return tell(gpu, Kind::gpu, milliwatts,
              [](const em::SensorValues& values) { return values.power_limit_watts * 1000; });
}
