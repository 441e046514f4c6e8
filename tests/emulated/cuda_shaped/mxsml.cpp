// MetaX's telemetry library: power by rails, hundredths of degrees.
#include <cstdio>
#include <cstring>

#include "tests/emulated/cuda_shaped/runtime_view.hpp"
#include "tests/emulated/cuda_shaped/sensors.hpp"

#define EXPORTED extern "C" __attribute__((visibility("default")))

namespace {

namespace em = steelyard::emulated;
constexpr int failure = 1, insufficient_size = 8;
bool initialized = false;

struct DeviceInfo {
  unsigned id;
  int type;
  char address[32];
  unsigned gpu, node;
  char uuid[96];
  int brand, mode;
  char name[32];
};
struct Rail {
  unsigned millivolts, milliamperes, milliwatts;
};

bool knows(unsigned id) {
  return initialized && em::device_of_sensor_index(static_cast<int>(id)) >= 0;
}
em::SensorValues values(unsigned id) {
  return em::sensor_values(em::device_of_sensor_index(static_cast<int>(id)));
}

}  // namespace

EXPORTED int mxSmlInit() {
  initialized = true;
  return 0;
}
EXPORTED unsigned mxSmlGetDeviceCount() {
  return initialized ? static_cast<unsigned>(em::device_count()) : 0;
}
EXPORTED int mxSmlGetDeviceInfo(unsigned id, DeviceInfo* info) {
  if (!knows(id)) return failure;
  *info = {};
  info->id = id;
  std::snprintf(info->address, sizeof(info->address), "%s",
                em::pci_bus_id(em::device_of_sensor_index(static_cast<int>(id))).c_str());
  return 0;
}
EXPORTED int mxSmlGetBoardPowerInfo(unsigned id, unsigned* count, Rail* rails) {
  if (!knows(id)) return failure;
  constexpr unsigned rails_of_a_board = 3;
  if (*count < rails_of_a_board) return insufficient_size;
  *count = rails_of_a_board;
  const double milliwatts = em::power_in(1000, values(id).power_watts);
  rails[0] = {12000, 0, static_cast<unsigned>(milliwatts * 0.5)};
  rails[1] = {12000, 0, static_cast<unsigned>(milliwatts * 0.25)};
  rails[2] = {3300, 0, static_cast<unsigned>(milliwatts * 0.25)};
  return 0;
}
EXPORTED int mxSmlGetBoardPowerLimit(unsigned id, unsigned* milliwatts) {
  if (!knows(id)) return failure;
  *milliwatts = static_cast<unsigned>(values(id).power_limit_watts * 1000);
  return 0;
}
EXPORTED int mxSmlGetTemperatureInfo(unsigned id, int sensor, int* centidegrees) {
  if (!knows(id) || sensor != 0) return failure;
  *centidegrees = static_cast<int>(values(id).temperature_celsius * 100);
  return 0;
}
EXPORTED int mxSmlGetClocks(unsigned id, int clock, unsigned* count, unsigned* megahertz) {
  if (!knows(id) || *count == 0) return failure;
  if (clock != 11 && clock != 3) return failure;
  *count = 1;
  *megahertz = static_cast<unsigned>(
      (clock == 11 ? values(id).core_clock_hz : values(id).memory_clock_hz) / 1e6);
  return 0;
}
