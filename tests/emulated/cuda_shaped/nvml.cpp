// NVML, or a library with its names behind EMULATED_NVML_PREFIX.
#include <cstdio>
#include <cstring>

#include "tests/emulated/cuda_shaped/sensors.hpp"

#define JOINED_(a, b) a##b
#define JOINED(a, b) JOINED_(a, b)
#define NAME(word) JOINED(EMULATED_NVML_PREFIX, word)
#define EXPORTED extern "C" __attribute__((visibility("default")))

namespace {

namespace em = steelyard::emulated;
constexpr int uninitialized = 1, invalid_argument = 2, not_supported = 3, not_found = 6;
bool initialized = false;

/// A device handle: its number and 1.
struct Device;
Device* handle(int number) { return reinterpret_cast<Device*>(static_cast<long>(number) + 1); }
int number(Device* device) { return static_cast<int>(reinterpret_cast<long>(device)) - 1; }

template <class Value>
int tell(Device* device, Value* value, double told) {
  if (!initialized) return uninitialized;
  if (device == nullptr || value == nullptr) return invalid_argument;
  *value = static_cast<Value>(told);
  return 0;
}

struct FieldValue {
  unsigned field, scope;
  long long timestamp, latency;
  int type, status;
  union {
    double as_double;
    unsigned as_unsigned;
  } value;
};

}  // namespace

EXPORTED int NAME(Init_v2)() {
  initialized = true;
  return 0;
}
EXPORTED const char* NAME(ErrorString)(int status) {
  return status == not_found ? "Not Found" : status == uninitialized ? "Uninitialized" : "Unknown";
}
EXPORTED int NAME(SystemGetDriverVersion)(char* text, unsigned length) {
  if (!initialized) return uninitialized;
  std::snprintf(text, length, "580.65.06");
  return 0;
}
EXPORTED int NAME(DeviceGetCount_v2)(unsigned* count) {
  int index = 0;
  while (em::device_of_sensor_index(index) >= 0) ++index;
  *count = static_cast<unsigned>(index);
  return initialized ? 0 : uninitialized;
}
EXPORTED int NAME(DeviceGetHandleByIndex_v2)(unsigned index, Device** device) {
  const int found = em::device_of_sensor_index(static_cast<int>(index));
  if (found < 0) return invalid_argument;
  *device = handle(found);
  return initialized ? 0 : uninitialized;
}
EXPORTED int NAME(DeviceGetHandleByPciBusId_v2)(const char* address, Device** device) {
  if (!initialized) return uninitialized;
  if (address == nullptr || device == nullptr) return invalid_argument;
  const int found = em::device_at(address);
  if (found < 0) return not_found;
  *device = handle(found);
  return 0;
}
EXPORTED int NAME(DeviceGetFieldValues)(Device* device, int count, FieldValue* fields) {
  if (!initialized) return uninitialized;
  if (device == nullptr || fields == nullptr) return invalid_argument;
  constexpr unsigned power_instant = 186;
  constexpr int type_unsigned = 1;
  for (int i = 0; i < count; ++i) {
    fields[i].status = fields[i].field == power_instant ? 0 : not_supported;
    fields[i].type = type_unsigned;
    fields[i].value.as_unsigned =
        static_cast<unsigned>(em::power_in(1000, em::sensor_values(number(device)).power_watts));
  }
  return 0;
}
EXPORTED int NAME(DeviceGetPowerUsage)(Device* device, unsigned* milliwatts) {
  return tell(device, milliwatts,
              em::power_in(1000, em::sensor_values(number(device)).power_watts));
}
EXPORTED int NAME(DeviceGetTotalEnergyConsumption)(Device* device,
                                                   unsigned long long* millijoules) {
  return tell(device, millijoules, em::sensor_values(number(device)).energy_joules * 1000);
}
EXPORTED int NAME(DeviceGetTemperature)(Device* device, int sensor, unsigned* celsius) {
  if (sensor != 0) return invalid_argument;
  return tell(device, celsius, em::sensor_values(number(device)).temperature_celsius);
}
EXPORTED int NAME(DeviceGetClockInfo)(Device* device, int clock, unsigned* megahertz) {
  const em::SensorValues values = em::sensor_values(number(device));
  if (clock != 0 && clock != 2) return not_supported;
  return tell(device, megahertz,
              (clock == 0 ? values.core_clock_hz : values.memory_clock_hz) / 1e6);
}
EXPORTED int NAME(DeviceGetEnforcedPowerLimit)(Device* device, unsigned* milliwatts) {
  return tell(device, milliwatts, em::sensor_values(number(device)).power_limit_watts * 1000);
}
EXPORTED int NAME(DeviceGetCurrentClocksEventReasons)(Device* device, unsigned long long* reasons) {
  constexpr double power_cap_and_idle = 5;
  return tell(device, reasons, power_cap_and_idle);
}
