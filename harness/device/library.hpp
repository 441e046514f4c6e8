#pragma once

#include <filesystem>
#include <functional>

#include "harness/device/backend.h"

namespace steelyard::device {

/// A backend's shared object, opened with local binding and never unloaded.
struct LoadedBackend {
  const sy_backend_v1* table = nullptr;
  std::filesystem::path file;
};

/// Told of each step before it is taken, as what befalls the backend: "opened".
using StepObserver = std::function<void(const char* step)>;

/// Opens one file and checks ABI number, sizes and required groups. Throws DeviceError with a
/// sentence: cannot be opened (the loader's own text), no entry symbol, other ABI. Runs the code of
/// the file in this process: examine it in another one first (examiner.hpp).
LoadedBackend load_backend(const std::filesystem::path& file, const StepObserver& step = {});

/// Asks for devices and returns how many there are. Throws DeviceError with the backend's sentence
/// if there is none.
std::uint32_t probe_backend(const sy_backend_v1& table, const StepObserver& step = {});

}  // namespace steelyard::device
