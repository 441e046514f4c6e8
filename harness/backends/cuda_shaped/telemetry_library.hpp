#pragma once

#include <memory>
#include <string>

#include "harness/backends/cuda_shaped/pci_address.hpp"
#include "harness/device/backend.h"
#include "harness/device/kit/vendor_library.hpp"

/// What differs between the telemetry libraries of the CUDA-shaped families.
namespace steelyard::cuda_shaped {

/// The sensors of one device. One thread at a time.
class Sensors {
 public:
  virtual ~Sensors() = default;
  /// What a call does not tell, or fails to, is NaN.
  virtual sy_telemetry_reading read() = 0;
  /// Seconds in which the slowest reading that is of use changes.
  virtual double period() const = 0;
  /// Library and source of the power: "NVML 13.580.65, power at the moment".
  virtual std::string source() const = 0;
};

/// One library: where it is and how it is read. Lists are texts with colons, as in vendor.hpp.
struct TelemetryLibrary {
  const char* name;          ///< "NVML"
  const char* files;         ///< "libnvidia-ml.so.1", looked for as the vendor's other libraries
  const char* folders = "";  ///< beside those of the vendor
  const char* prefix = "";   ///< of the functions, where libraries differ in nothing else
  /// The sensors of the device at that address. Throws kit::Failure if the library cannot be used
  /// or does not know the device.
  std::unique_ptr<Sensors> (*open)(const TelemetryLibrary& table, const kit::VendorLibrary& library,
                                   const PciAddress& address);
  /// Asked where this one is not there or does not know the device; or null.
  const TelemetryLibrary* otherwise = nullptr;
};

/// A reading with nothing in it.
sy_telemetry_reading empty_reading();

/// Readers of the libraries, for the member `open`.
std::unique_ptr<Sensors> open_nvml(const TelemetryLibrary&, const kit::VendorLibrary&,
                                   const PciAddress&);
std::unique_ptr<Sensors> open_rocm_smi(const TelemetryLibrary&, const kit::VendorLibrary&,
                                       const PciAddress&);
std::unique_ptr<Sensors> open_xpuml(const TelemetryLibrary&, const kit::VendorLibrary&,
                                    const PciAddress&);
std::unique_ptr<Sensors> open_mtml(const TelemetryLibrary&, const kit::VendorLibrary&,
                                   const PciAddress&);
std::unique_ptr<Sensors> open_mxsml(const TelemetryLibrary&, const kit::VendorLibrary&,
                                    const PciAddress&);

}  // namespace steelyard::cuda_shaped
