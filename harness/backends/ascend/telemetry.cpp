#include "harness/backends/ascend/telemetry.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <limits>
#include <utility>

#include "harness/backends/ascend/runtime.hpp"

namespace steelyard::ascend {
namespace {

constexpr double none = std::numeric_limits<double>::quiet_NaN();
constexpr int most_cards = 64;

struct Dcmi {
  decltype(dcmi_init)* init;
  decltype(dcmi_get_driver_version)* driver_version;
  decltype(dcmi_get_card_list)* cards;
  decltype(dcmi_get_device_num_in_card)* devices;
  decltype(dcmi_get_device_pcie_info_v2)* pcie_info;
  decltype(dcmi_get_card_id_device_id_from_logicid)* find;
  decltype(dcmi_get_device_power_info)* power;
  decltype(dcmi_get_device_temperature)* temperature;
  decltype(dcmi_get_device_aicore_info)* core;
};

/// Null without DCMI: telemetry is worth having and not worth failing for.
const Dcmi* dcmi() {
  static const std::optional<Dcmi> loaded = []() -> std::optional<Dcmi> {
    try {
      const kit::VendorLibrary library = open_library("Huawei's DCMI", {"libdcmi.so"});
      const Dcmi functions{
          library.function<decltype(dcmi_init)>("dcmi_init"),
          library.function<decltype(dcmi_get_driver_version)>("dcmi_get_driver_version"),
          library.function<decltype(dcmi_get_card_list)>("dcmi_get_card_list"),
          library.function<decltype(dcmi_get_device_num_in_card)>("dcmi_get_device_num_in_card"),
          library.function<decltype(dcmi_get_device_pcie_info_v2)>("dcmi_get_device_pcie_info_v2"),
          library.function<decltype(dcmi_get_card_id_device_id_from_logicid)>(
              "dcmi_get_card_id_device_id_from_logicid"),
          library.function<decltype(dcmi_get_device_power_info)>("dcmi_get_device_power_info"),
          library.function<decltype(dcmi_get_device_temperature)>("dcmi_get_device_temperature"),
          library.function<decltype(dcmi_get_device_aicore_info)>("dcmi_get_device_aicore_info")};
      if (functions.init() != 0) return std::nullopt;
      return functions;
    } catch (const kit::Failure&) {
      return std::nullopt;
    }
  }();
  return loaded ? &*loaded : nullptr;
}

std::string lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](unsigned char letter) { return static_cast<char>(std::tolower(letter)); });
  return text;
}

/// As AscendCL tells it; "" where it does not.
std::string pci_bus_id_of(std::uint32_t device) {
  char text[SY_TEXT] = "";
  if (runtime().pci_bus_id == nullptr ||
      runtime().pci_bus_id(static_cast<std::int32_t>(device), text, sizeof(text)) != ACL_SUCCESS) {
    return "";
  }
  text[sizeof(text) - 1] = '\0';
  return lower(text);
}

/// As DCMI tells it; "" where it does not.
std::string pci_bus_id_of(int card, int device) {
  dcmi_pcie_info_all info{};
  if (dcmi()->pcie_info(card, device, &info) != 0) return "";
  return fmt::format("{:04x}:{:02x}:{:02x}.{:x}", info.domain, info.bdf_busid, info.bdf_deviceid,
                     info.bdf_funcid);
}

std::vector<std::pair<int, int>> chips() {
  std::vector<std::pair<int, int>> found;
  int cards[most_cards] = {};
  int count = 0;
  if (dcmi()->cards(&count, cards, most_cards) != 0) return found;
  for (int i = 0; i < std::min(count, most_cards); ++i) {
    int devices = 0;
    if (dcmi()->devices(cards[i], &devices) != 0) continue;
    for (int device = 0; device < devices; ++device) found.emplace_back(cards[i], device);
  }
  return found;
}

std::optional<std::pair<int, int>> chip_of_logical_number(std::uint32_t device) {
  std::int32_t logical = -1;
  if (runtime().logical_device == nullptr ||
      runtime().logical_device(static_cast<std::int32_t>(device), &logical) != ACL_SUCCESS ||
      logical < 0) {
    return std::nullopt;
  }
  std::pair<int, int> chip{-1, -1};
  if (dcmi()->find(&chip.first, &chip.second, static_cast<unsigned int>(logical)) != 0) {
    return std::nullopt;
  }
  return chip;
}

std::string driver_version() {
  char text[SY_TEXT] = "";
  if (dcmi()->driver_version(text, sizeof(text) - 1) != 0) return "";
  return text;
}

double within(double value, double low, double high) {
  return value >= low && value <= high ? value : none;
}

}  // namespace

Telemetry::Telemetry(std::uint32_t device) : pci_bus_id_(pci_bus_id_of(device)) {
  if (dcmi() == nullptr) return;
  driver_ = driver_version();
  if (!pci_bus_id_.empty()) {
    for (const auto& [card, chip] : chips()) {
      if (pci_bus_id_of(card, chip) == pci_bus_id_) chip_ = Chip{card, chip};
    }
    return;
  }
  if (const auto chip = chip_of_logical_number(device)) {
    chip_ = Chip{chip->first, chip->second};
    pci_bus_id_ = pci_bus_id_of(chip->first, chip->second);
  }
}

sy_telemetry_reading Telemetry::read() const {
  sy_telemetry_reading reading{none, none, none, none, none, none, 0};
  if (!chip_) return reading;
  const auto [card, device] = *chip_;
  // Values that no hardware has stand for a sensor that is not there.
  int tenths = 0;
  if (dcmi()->power(card, device, &tenths) == 0) {
    reading.power_watts = within(tenths / 10.0, 0.1, 3000);
  }
  int celsius = 0;
  if (dcmi()->temperature(card, device, &celsius) == 0) {
    reading.temperature_celsius = within(celsius, -60, 150);
  }
  dcmi_aicore_info core{};
  if (dcmi()->core(card, device, &core) == 0) {
    reading.core_clock_hz = within(core.cur_freq * 1e6, 1e6, 1e11);
  }
  return reading;
}

}  // namespace steelyard::ascend
