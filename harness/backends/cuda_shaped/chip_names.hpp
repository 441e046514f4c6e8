#pragma once

#include <string_view>

#include "harness/backends/cuda_shaped/vendor.hpp"

namespace steelyard::cuda_shaped {

/// Who made a device, and which row of the catalogue it is.
struct ChipName {
  std::string_view id;     ///< "nvidia-h20", or "" if the name is not certain
  std::string_view maker;  ///< "NVIDIA"
};

/// Tells by the product's name as the runtime gives it. CUDA's names reach chips of four makers:
/// the name decides, and a name that no maker claims stays with the vendor's own.
ChipName chip_of(const Vendor& vendor, std::string_view product);

}  // namespace steelyard::cuda_shaped
