#pragma once

#include <memory>
#include <utility>

#include "harness/backends/cuda_shaped/communicator.hpp"
#include "harness/backends/cuda_shaped/device.hpp"
#include "harness/backends/cuda_shaped/gemm.hpp"
#include "harness/backends/cuda_shaped/stream.hpp"
#include "harness/backends/cuda_shaped/vendor.hpp"
#include "harness/device/backend_kit.hpp"

namespace steelyard::cuda_shaped {

/// The kit's backend of a vendor's table, exported by one line:
///
///     STEELYARD_EXPORT_BACKEND(steelyard::cuda_shaped::Backend<steelyard::acme::vendor>)
template <const Vendor& vendor>
struct Backend {
  static constexpr const char* name = vendor.name;
  static constexpr const char* version = "1";
  static constexpr const char* description = vendor.description;
  using Device = cuda_shaped::Device;
  using Stream = cuda_shaped::Stream;
  using Event = cuda_shaped::Event;
  using Gemm = cuda_shaped::Gemm;
  using Communicator = cuda_shaped::Communicator;

  /// Opened when first asked for and kept; a runtime that is missing is looked for anew each time.
  static const Runtime& runtime() {
    static const Runtime opened(vendor);
    return opened;
  }

  static kit::Probe probe() {
    try {
      if (runtime().count() > 0) return {};
      return {false, runtime().no_device_sentence()};
    } catch (const kit::Failure& failure) {
      return {false, failure.what()};
    }
  }
  static std::uint32_t count() { return runtime().count(); }
  static std::unique_ptr<Device> open(std::uint32_t index) {
    return std::make_unique<Device>(runtime(), static_cast<int>(index));
  }

  /// Multiplication needs a library of its own, which takes a second to load: it is looked for only
  /// where there is a device.
  static bool offers_gemm() { return multiplies(vendor, &runtime); }
  static bool offers_collectives() {
    if (vendor.collectives == nullptr || !probe().found) return false;
    try {
      Collectives::of(runtime());
      return true;
    } catch (const kit::Failure&) {
      return false;
    }
  }
  static bool offers_telemetry() { return vendor.telemetry != nullptr; }
};

}  // namespace steelyard::cuda_shaped
