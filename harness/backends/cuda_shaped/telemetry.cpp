#include "harness/backends/cuda_shaped/telemetry.hpp"

#include <limits>
#include <optional>

#include "harness/backends/cuda_shaped/runtime.hpp"
#include "harness/backends/cuda_shaped/vendor.hpp"

namespace steelyard::cuda_shaped {

sy_telemetry_reading empty_reading() {
  constexpr double none = std::numeric_limits<double>::quiet_NaN();
  return {none, none, none, none, none, none, 0};
}

void Telemetry::find(const Runtime& runtime, const std::string& pci_bus_id) {
  runtime_ = &runtime;
  pci_bus_id_ = pci_bus_id;
}

Sensors* Telemetry::opened() {
  if (tried_ || runtime_ == nullptr) return sensors_.get();
  tried_ = true;
  const std::optional<PciAddress> address = parse_pci_address(pci_bus_id_);
  if (!address) return nullptr;  // nothing else would be sure to be this device
  for (const TelemetryLibrary* table = runtime_->vendor().telemetry; table != nullptr;
       table = table->otherwise) {
    try {
      const kit::VendorLibrary library =
          runtime_->open_beside(table->name, table->files, table->folders);
      sensors_ = table->open(*table, library, *address);
      return sensors_.get();
    } catch (const kit::Failure&) {
      continue;  // the device is of use without
    }
  }
  return nullptr;
}

sy_telemetry_reading Telemetry::read() {
  const std::lock_guard lock(mutex_);
  Sensors* const sensors = opened();
  return sensors == nullptr ? empty_reading() : sensors->read();
}

double Telemetry::period() {
  const std::lock_guard lock(mutex_);
  Sensors* const sensors = opened();
  return sensors == nullptr ? 1.0 : sensors->period();
}

std::string Telemetry::source() {
  const std::lock_guard lock(mutex_);
  Sensors* const sensors = opened();
  return sensors == nullptr ? "" : sensors->source();
}

}  // namespace steelyard::cuda_shaped
