#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "harness/device/backend.h"

namespace steelyard::device {

/// A backend's shared object, opened with local binding and never unloaded.
struct LoadedBackend {
  const sy_backend_v1* table = nullptr;
  std::filesystem::path file;
};

/// What is known of a backend file without trusting it.
struct BackendListing {
  std::string name;
  std::string version;
  std::string description;
  std::filesystem::path file;
  bool usable = false;   ///< loaded, right ABI, probe found a device
  std::string sentence;  ///< if not usable: what is missing and how to get it
  std::uint32_t devices = 0;
  bool is_accelerator = false;  ///< of device 0, like `emulated`
  bool emulated = false;        ///< a test double: `auto` never takes it
  LoadedBackend loaded;         ///< table is null if it could not be loaded
};

/// Folders searched, in order: STEELYARD_BACKEND_PATH (colon separated), then
/// lib/steelyard/backends beside the program's own bin, which serves the build tree and the
/// installed tree alike. Never the working directory: empty entries are ignored, and a relative one
/// throws UsageError.
std::vector<std::filesystem::path> backend_folders();

/// Opens one file and checks ABI number, sizes and required groups. Throws DeviceError with a
/// sentence: cannot be opened (the loader's own text), no entry symbol, other ABI.
LoadedBackend load_backend(const std::filesystem::path& file);

/// The names of the backend files in the folders, sorted, without opening any of them.
std::vector<std::string> backend_names();

/// Every `steelyard_backend_NAME.so` in the folders, sorted by name; the first of a name wins.
/// Never throws for a bad backend: it is listed with its sentence.
std::vector<BackendListing> list_backends();

/// By name; throws UsageError naming the nearest if there is none, DeviceError with the listing's
/// sentence if it is not usable. `auto`: the first accelerator that is really there, by name, else
/// the first other device, which is the cpu's; an emulated one is never taken. `why` says which
/// backend was taken and why, in a sentence.
LoadedBackend open_backend(const std::string& name, std::string* why = nullptr);

}  // namespace steelyard::device
