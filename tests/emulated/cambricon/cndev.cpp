#include <atomic>

#include "tests/emulated/cambricon/library.hpp"

using namespace steelyard::emulated::cambricon;

namespace {

constexpr cndevRet_t refused = 4;
constexpr cndevRet_t wrong_version = 7;
std::atomic<bool> ready = false;

/// CNDEV counts down where CNRT counts up, so that whoever matches by order gets another device's
/// values. Its handles are no indices either.
constexpr cndevDevice_t first_handle = 100;
int device_of_handle(cndevDevice_t handle) { return devices - 1 - (handle - first_handle); }

/// 0 if `info` has its version and the handle is one.
template <class Info>
cndevRet_t checked(const Info* info, cndevDevice_t handle = first_handle) {
  if (!ready || info == nullptr) return refused;
  if (info->version != CNDEV_VERSION_5) return wrong_version;
  const int device = device_of_handle(handle);
  return device >= 0 && device < devices ? 0 : refused;
}

}  // namespace

cndevRet_t cndevInit(int reserved) {
  if (reserved != 0) return refused;
  ready = true;
  return 0;
}

cndevRet_t cndevGetDeviceCount(cndevCardInfo_t* info) {
  if (const cndevRet_t code = checked(info); code != 0) return code;
  info->number = devices;
  return 0;
}

cndevRet_t cndevGetDeviceHandleByIndex(int index, cndevDevice_t* device) {
  if (!ready || index < 0 || index >= devices) return refused;
  *device = first_handle + index;
  return 0;
}

cndevRet_t cndevGetPCIeInfo(cndevPCIeInfo_t* info, cndevDevice_t device) {
  if (const cndevRet_t code = checked(info, device); code != 0) return code;
  info->domain = info->device = info->function = 0;
  info->bus = pci_bus_of(device_of_handle(device));
  return 0;
}

cndevRet_t cndevGetPowerInfo(cndevPowerInfo_t* info, cndevDevice_t device) {
  if (const cndevRet_t code = checked(info, device); code != 0) return code;
  info->usage = 200 + device_of_handle(device);
  info->cap = 350;
  return 0;
}

cndevRet_t cndevGetTemperatureInfo(cndevTemperatureInfo_t* info, cndevDevice_t device) {
  if (const cndevRet_t code = checked(info, device); code != 0) return code;
  info->board = 35;
  info->chip = 50 + device_of_handle(device);
  return 0;
}

cndevRet_t cndevGetFrequencyInfo(cndevFrequencyInfo_t* info, cndevDevice_t device) {
  if (const cndevRet_t code = checked(info, device); code != 0) return code;
  info->boardFreq = 1300;
  info->ddrFreq = 3200;
  return 0;
}
