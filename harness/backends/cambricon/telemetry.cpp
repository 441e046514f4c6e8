#include "harness/backends/cambricon/telemetry.hpp"

#include <fmt/format.h>

#include <cstdio>
#include <limits>

#include "harness/backends/cambricon/runtime.hpp"

namespace steelyard::cambricon {
namespace {

constexpr double none = std::numeric_limits<double>::quiet_NaN();

struct Cndev {
  decltype(cndevInit)* init;
  decltype(cndevGetDeviceCount)* count;
  decltype(cndevGetPCIeInfo)* pcie_info;
  decltype(cndevGetPowerInfo)* power;
  decltype(cndevGetTemperatureInfo)* temperature;
  decltype(cndevGetFrequencyInfo)* frequency;
  decltype(cndevGetDeviceHandleByIndex)* handle;  ///< null where the index is the handle
};

/// Null without CNDEV: telemetry is worth having and not worth failing for.
const Cndev* cndev() {
  static const std::optional<Cndev> loaded = []() -> std::optional<Cndev> {
    try {
      const kit::VendorLibrary library =
          open_library("CNDEV of Cambricon's Neuware", "libcndev.so");
#define REQUIRED(NAME) library.function<decltype(NAME)>(#NAME)
      const Cndev functions{REQUIRED(cndevInit),
                            REQUIRED(cndevGetDeviceCount),
                            REQUIRED(cndevGetPCIeInfo),
                            REQUIRED(cndevGetPowerInfo),
                            REQUIRED(cndevGetTemperatureInfo),
                            REQUIRED(cndevGetFrequencyInfo),
                            library.optional_function<decltype(cndevGetDeviceHandleByIndex)>(
                                "cndevGetDeviceHandleByIndex")};
#undef REQUIRED
      if (functions.init(0) != 0) return std::nullopt;
      return functions;
    } catch (const kit::Failure&) {
      return std::nullopt;
    }
  }();
  return loaded ? &*loaded : nullptr;
}

/// An answer of CNDEV, which wants the version in every structure before it fills it.
template <class Info, class... Arguments>
std::optional<Info> ask(cndevRet_t (*function)(Info*, Arguments...), Arguments... arguments) {
  Info info{};
  info.version = CNDEV_VERSION_5;
  if (function(&info, arguments...) != 0) return std::nullopt;
  return info;
}

std::string bus_id(unsigned int domain, unsigned int bus, unsigned int device,
                   unsigned int function) {
  return fmt::format("{:04x}:{:02x}:{:02x}.{:x}", domain, bus, device, function);
}

std::optional<cndevDevice_t> device_at(unsigned int index) {
  const auto number = static_cast<int>(index);
  if (cndev()->handle == nullptr) return number;
  cndevDevice_t device = 0;
  if (cndev()->handle(number, &device) != 0) return std::nullopt;
  return device;
}

/// Where the value is possible at all.
double within(double value, double low, double high) {
  return value >= low && value <= high ? value : none;
}

}  // namespace

std::string normal_bus_id(const char* text) {
  unsigned int domain = 0, bus = 0, device = 0, function = 0;
  if (std::sscanf(text, "%x:%x:%x.%x", &domain, &bus, &device, &function) == 4 ||
      std::sscanf(text, "%x:%x:%x", &domain, &bus, &device) == 3) {
    return bus_id(domain, bus, device, function);
  }
  return "";
}

Telemetry::Telemetry(const std::string& pci_bus_id) {
  if (cndev() == nullptr || pci_bus_id.empty()) return;
  const auto cards = ask(cndev()->count);
  for (unsigned int index = 0; cards && index < cards->number; ++index) {
    const std::optional<cndevDevice_t> device = device_at(index);
    if (!device) continue;
    const auto info = ask(cndev()->pcie_info, *device);
    if (info && bus_id(info->domain, info->bus, info->device, info->function) == pci_bus_id) {
      device_ = device;
    }
  }
}

sy_telemetry_reading Telemetry::read() const {
  sy_telemetry_reading reading{none, none, none, none, none, none, 0};
  if (!device_) return reading;
  if (const auto power = ask(cndev()->power, *device_)) {
    reading.power_watts = within(power->usage, 1, 3000);
    reading.power_limit_watts = within(power->cap, 1, 3000);
  }
  if (const auto temperature = ask(cndev()->temperature, *device_)) {
    const int celsius = temperature->chip > 0 ? temperature->chip : temperature->board;
    reading.temperature_celsius = within(celsius, -60, 150);
  }
  if (const auto frequency = ask(cndev()->frequency, *device_)) {
    reading.core_clock_hz = within(frequency->boardFreq * 1e6, 1e6, 1e11);
    reading.memory_clock_hz = within(frequency->ddrFreq * 1e6, 1e6, 1e11);
  }
  return reading;
}

}  // namespace steelyard::cambricon
