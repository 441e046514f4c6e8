#pragma once

#include <memory>
#include <mutex>
#include <string>

#include "harness/backends/cuda_shaped/telemetry_library.hpp"
#include "harness/device/backend.h"

namespace steelyard::cuda_shaped {

class Runtime;

/// The sensors of one device through the first of its vendor's telemetry libraries that knows it.
/// Libraries count devices in orders of their own, so the PCI address decides. A library that is
/// missing or fails costs the readings, never the device. read() and period() may be called by any
/// thread; the library is opened by the first of them.
class Telemetry {
 public:
  /// Before any other member. "" as the address: nothing can be read.
  void find(const Runtime& runtime, const std::string& pci_bus_id);

  sy_telemetry_reading read();
  /// Seconds. That of a reading of nothing where there are no sensors.
  double period();
  /// "NVML 580.65.06, power at the moment", or "" if there are no sensors.
  std::string source();

 private:
  Sensors* opened();

  std::mutex mutex_;
  const Runtime* runtime_ = nullptr;
  std::string pci_bus_id_;
  bool tried_ = false;
  std::unique_ptr<Sensors> sensors_;
};

}  // namespace steelyard::cuda_shaped
