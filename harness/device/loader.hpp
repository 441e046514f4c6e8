#pragma once

#include <filesystem>
#include <future>
#include <optional>
#include <string>
#include <vector>

#include "harness/device/examiner.hpp"
#include "harness/device/file_trust.hpp"
#include "harness/device/library.hpp"

/// Finds backends and opens the one that is wanted. No code of a backend runs in this process
/// before another process has gone the same way unharmed (examiner.hpp), and none at all of a file
/// that somebody else may write (file_trust.hpp).
///
///     std::string why;
///     const BackendListing listing = choose_backend("auto", &why);
///     const LoadedBackend backend = open_examined(listing);
namespace steelyard::device {

/// What is known of a backend file without trusting it.
struct BackendListing {
  std::string name;
  std::string version;
  std::string description;
  std::filesystem::path file;  ///< as it was found
  bool usable = false;         ///< right ABI, a probe found devices, one of them could be opened
  std::string sentence;        ///< if not usable: what is missing and how to get it
  std::uint32_t devices = 0;   ///< as it counts them
  std::vector<ExaminedDevice> seen;    ///< those that were opened, or could not be
  bool is_accelerator = false;         ///< of the first that opened, like `emulated`
  bool emulated = false;               ///< a test double: `auto` never takes it
  bool modelled = false;               ///< figures alone: `auto` never takes it either
  std::optional<TrustedFile> trusted;  ///< the very file that was examined
};

/// Folders searched, in order: STEELYARD_BACKEND_PATH (colon separated), then
/// lib/steelyard/backends beside the program's own bin, which serves the build tree and the
/// installed tree alike. Never the working directory: empty entries are ignored, and a relative one
/// throws UsageError.
std::vector<std::filesystem::path> backend_folders();

/// The names of the backend files in the folders, sorted, without opening any of them.
std::vector<std::string> backend_names();

/// Every `steelyard_backend_NAME.so` in the folders, examined, sorted by name; the first of a name
/// wins. Never throws for a bad backend: it is listed with its sentence. One after the other, since
/// two that drive the same device could disturb each other.
std::vector<BackendListing> list_backends(Depth depth = Depth::first_device,
                                          const ChildLimits& limits = usual_limits());

/// By name; throws UsageError naming the nearest if there is none, DeviceError with the listing's
/// sentence if it is not usable. `auto`: the first accelerator that is really there, by name, else
/// the first other device, which is the cpu's; an emulated or modelled one is never taken. `why`
/// says which backend was taken and why, in a sentence.
BackendListing choose_backend(const std::string& name, std::string* why = nullptr,
                              const ChildLimits& limits = usual_limits());

/// The backend in this file, wherever it lies. Throws DeviceError if it is not usable.
BackendListing choose_backend_file(const std::filesystem::path& file, std::string* why = nullptr,
                                   const ChildLimits& limits = usual_limits());

/// choose_backend() by another thread, while this one starts MPI, which takes as long. What has to
/// be asked of the process (its variables) is asked before the constructor returns.
class EarlyChoice {
 public:
  /// By name, or the one in `file` if that is not "".
  EarlyChoice(const std::string& name, const std::filesystem::path& file);
  /// Waits for it. Throws what choose_backend() and choose_backend_file() throw. Once.
  BackendListing take(std::string* why);

 private:
  struct Chosen {
    BackendListing listing;
    std::string why;
  };
  std::future<Chosen> chosen_;  ///< its destructor waits, for as long as an examination may take
};

/// Opens the file of a usable listing in this process, and probes it. Throws DeviceError if it is
/// no longer the file that was examined, or no longer finds a device.
LoadedBackend open_examined(const BackendListing& listing);

/// choose_backend() and open_examined().
LoadedBackend open_backend(const std::string& name, std::string* why = nullptr);

}  // namespace steelyard::device
