#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "harness/backends/cambricon/neuware.hpp"
#include "harness/device/backend.h"

namespace steelyard::cambricon {

/// "0000:3b:00.0" from any way to write a PCI bus id, or "" if it is none.
std::string normal_bus_id(const char* text);

/// The sensors of one MLU through CNDEV, where it is found by its PCI bus id, never by its order.
/// Without libcndev.so every value is missing.
class Telemetry {
 public:
  /// CNDEV does not say how often its values change; cnmon shows them once per second.
  static constexpr double period_seconds = 1;

  explicit Telemetry(const std::string& pci_bus_id);

  /// From any thread.
  sy_telemetry_reading read() const;

 private:
  std::optional<cndevDevice_t> device_;
};

}  // namespace steelyard::cambricon
