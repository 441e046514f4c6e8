#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "harness/device/backend.h"

namespace steelyard::ascend {

/// The sensors of one device through DCMI, whose cards and chips have numbers of their own. The
/// device is found there by its PCI bus id where AscendCL tells it (from CANN 9.2 on), else by the
/// driver's logical number, which both know; never by the order of devices. Without either, or
/// without libdcmi.so, every value is missing.
class Telemetry {
 public:
  /// DCMI does not say how often its values change; npu-smi shows them once per second.
  static constexpr double period_seconds = 1;

  explicit Telemetry(std::uint32_t device);

  /// From any thread.
  sy_telemetry_reading read() const;
  /// "0000:c1:00.0", or "".
  const std::string& pci_bus_id() const { return pci_bus_id_; }
  /// The driver's version, or "".
  const std::string& driver() const { return driver_; }

 private:
  struct Chip {
    int card, device;
  };

  std::optional<Chip> chip_;
  std::string pci_bus_id_;
  std::string driver_;
};

}  // namespace steelyard::ascend
