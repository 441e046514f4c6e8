#pragma once

#include <string>

#include "harness/backends/torch/at.hpp"

namespace steelyard::torch_library {

/// The device of STEELYARD_TORCH_DEVICE ("cpu" if it is not set), after the plug-ins that
/// STEELYARD_TORCH_LOAD names (colon separated) were loaded. Throws kit::Failure (SY_UNSUPPORTED)
/// with what is missing.
struct Selection {
  std::string name;
  c10::DeviceType type;
  std::uint32_t count;  ///< devices of this type
  bool emulated;        ///< by a plug-in that says so: it exports `steelyard_emulated_runtime`
};

/// Made once in a process.
const Selection& selection();

}  // namespace steelyard::torch_library
