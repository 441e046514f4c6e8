#include <atomic>
#include <cstdio>

#include "tests/emulated/ascend/library.hpp"

using namespace steelyard::emulated::ascend;

namespace {

constexpr int refused = -8001;
std::atomic<bool> ready = false;

/// Cards of DCMI count down where AscendCL counts up, so that whoever matches by order gets another
/// device's values.
int device_of_card(int card) { return devices - 1 - card; }

bool valid(int card, int device) { return ready && card >= 0 && card < devices && device == 0; }

}  // namespace

int dcmi_init() {
  ready = true;
  return 0;
}

int dcmi_get_driver_version(char* version, unsigned int length) {
  if (!ready) return refused;
  std::snprintf(version, length, "25.2.0");
  return 0;
}

int dcmi_get_card_list(int* count, int* cards, int length) {
  if (!ready) return refused;
  *count = devices;
  for (int i = 0; i < devices && i < length; ++i) cards[i] = i;
  return 0;
}

int dcmi_get_device_num_in_card(int card, int* count) {
  if (!valid(card, 0)) return refused;
  *count = 1;
  return 0;
}

int dcmi_get_device_pcie_info_v2(int card, int device, dcmi_pcie_info_all* info) {
  if (!valid(card, device)) return refused;
  *info = {};
  info->bdf_busid = pci_bus_of(device_of_card(card));
  return 0;
}

int dcmi_get_card_id_device_id_from_logicid(int* card, int* device, unsigned int logical_device) {
  const int number = static_cast<int>(logical_device) - first_logical_number;
  if (!ready || number < 0 || number >= devices) return refused;
  *card = device_of_card(number);
  *device = 0;
  return 0;
}

int dcmi_get_device_power_info(int card, int device, int* tenths_of_watts) {
  if (!valid(card, device)) return refused;
  *tenths_of_watts = 3000 + 10 * device_of_card(card);
  return 0;
}

int dcmi_get_device_temperature(int card, int device, int* celsius) {
  if (!valid(card, device)) return refused;
  *celsius = 40 + device_of_card(card);
  return 0;
}

int dcmi_get_device_aicore_info(int card, int device, dcmi_aicore_info* info) {
  if (!valid(card, device)) return refused;
  info->freq = 1800;
  info->cur_freq = 1650;
  return 0;
}
