#pragma once

// Before all else of libtorch: other headers hold vectors of what only this one defines, which
// clang in C++20 does not take.
#include <ATen/core/ivalue.h>

#include <ATen/Context.h>
#include <ATen/Parallel.h>
#include <ATen/core/Tensor.h>
#include <ATen/ops/from_blob.h>
#include <c10/core/Device.h>
#include <c10/core/impl/VirtualGuardImpl.h>
#include <torch/version.h>

#include <string>
#include <string_view>

#include "harness/device/backend_kit.hpp"

/// All that this backend knows of the differences between libtorch 1.13 and 2.x. What came with a
/// later release is asked for by `requires`, so the sources name no release.
namespace steelyard::torch_library {

/// "libtorch 1.13.1".
inline std::string label() {
  return "libtorch " + std::to_string(TORCH_VERSION_MAJOR) + "." +
         std::to_string(TORCH_VERSION_MINOR) + "." + std::to_string(TORCH_VERSION_PATCH);
}

/// What initialises a device's runtime, which constructors of tensors do in Python alone.
template <class Context>
void initialise(Context& context, c10::DeviceType type) {
  if constexpr (requires { context.lazyInitDevice(type); }) {
    if (type != c10::DeviceType::CPU) context.lazyInitDevice(type);
  } else {
    if (type == c10::DeviceType::CUDA) context.lazyInitCUDA();
    if constexpr (requires { context.lazyInitPrivateUse1(); }) {
      if (type == c10::DeviceType::PrivateUse1) context.lazyInitPrivateUse1();
    }
  }
}

/// Whether libtorch could tell the time between two events.
template <class Guard = c10::impl::VirtualGuardImpl>
constexpr bool has_elapsed_time = requires(const Guard& guard, void* event) {
  guard.elapsedTime(event, event, c10::DeviceIndex{0});
};
/// Seconds from one event to another.
template <class Guard>
double elapsed_seconds(const Guard& guard, void* first, void* second, c10::DeviceIndex index) {
  if constexpr (has_elapsed_time<Guard>) {
    return guard.elapsedTime(first, second, index) * 1e-3;
  } else {
    throw kit::Failure(SY_UNSUPPORTED, "This libtorch cannot tell the time between two events.");
  }
}

/// f32 is multiplied as f32 unless tf32 was asked for, and 16-bit products are summed in f32. The
/// switches are the cuda device's; plug-ins have their own, which libtorch does not know.
template <class Context>
void set_precision(Context& context, bool tf32) {
  if (context.allowTF32CuBLAS() != tf32) context.setAllowTF32CuBLAS(tf32);
  context.setAllowFP16ReductionCuBLAS(false);
  if constexpr (requires { context.setAllowBF16ReductionCuBLAS(false); }) {
    context.setAllowBF16ReductionCuBLAS(false);
  }
}

/// Runs `body` and turns what libtorch throws into kit::Failure. `what`: "multiply".
template <class Body>
auto checked(const char* what, Body&& body) {
  const auto fail = [what](sy_status status, const std::string& words) {
    throw kit::Failure(status,
                       label() + " could not " + what + ": " + words.substr(0, words.find('\n')));
  };
  const auto holds = [](std::string_view text, std::initializer_list<std::string_view> words) {
    for (const std::string_view word : words) {
      if (text.find(word) != std::string_view::npos) return true;
    }
    return false;
  };
  try {
    return body();
  } catch (const c10::Error& error) {
    const std::string text = error.what_without_backtrace();
    // Allocators of plug-ins throw plain errors; their words are what there is to go by.
    const bool memory =
        dynamic_cast<const c10::OutOfMemoryError*>(&error) != nullptr ||
        holds(text, {"out of memory", "can't allocate memory", "not enough memory"});
    const bool lost = holds(text, {"device-side assert", "illegal memory access",
                                   "unspecified launch failure", "device lost"});
    fail(memory ? SY_OUT_OF_MEMORY : lost ? SY_DEVICE_LOST : SY_FAILED, text);
    throw;
  }
}

}  // namespace steelyard::torch_library
