#pragma once

#include <dlfcn.h>

#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "harness/device/kit/guard.hpp"

namespace steelyard::kit {

/// Where a vendor's library may be. Folders that the user names come first, then the loader's own
/// search, then the usual folders; in each place the files in their order.
struct LibraryPlace {
  std::string what;                  ///< "the CUDA runtime"
  std::vector<std::string> files;    ///< "libcudart.so.13", "libcudart.so"
  std::string folder_variable;       ///< "STEELYARD_CUDA_LIBRARIES": folders between colons
  std::vector<std::string> folders;  ///< "/usr/local/cuda/lib64"
};

/// One of a vendor's shared libraries, opened when it is needed and bound locally, so that two
/// vendors' functions of one name never meet. It stays open until the process ends: vendors'
/// libraries keep threads and handlers of their own.
///
///     const auto runtime = VendorLibrary::open({"the Acme runtime", {"libacme.so.3"},
///                                               "STEELYARD_ACME_LIBRARIES", {"/opt/acme/lib"}});
///     const auto count = runtime.function<int(int*)>("acmeGetDeviceCount");
class VendorLibrary {
 public:
  /// Throws Failure (SY_UNSUPPORTED) with every place tried and the remedy, or with the loader's
  /// words where a file is there and cannot be loaded.
  static VendorLibrary open(const LibraryPlace& place) {
    std::string broken;
    const std::vector<std::string> named = folders_of(place.folder_variable);
    for (const std::string& folder : named) {
      for (const std::string& file : place.files) {
        if (VendorLibrary found = load(folder + "/" + file, broken); found) return found;
      }
    }
    for (const std::string& file : place.files) {
      if (VendorLibrary found = load(file, broken); found) return found;
    }
    for (const std::string& folder : place.folders) {
      for (const std::string& file : place.files) {
        if (VendorLibrary found = load(folder + "/" + file, broken); found) return found;
      }
    }
    throw Failure(SY_UNSUPPORTED, refusal(place, named, broken));
  }

  /// The function of this name. Throws Failure (SY_UNSUPPORTED) that names both if there is none.
  template <class Function>
  Function* function(const char* name) const {
    if (Function* const found = optional_function<Function>(name); found != nullptr) return found;
    throw Failure(SY_UNSUPPORTED, path_ + " has no function " + name +
                                      "; it is of another version than this backend knows.");
  }
  /// The same, or null.
  template <class Function>
  Function* optional_function(const char* name) const {
    return reinterpret_cast<Function*>(dlsym(handle_, name));
  }

  /// A test double of the vendor's library: it exports `steelyard_emulated_runtime`.
  bool emulated() const { return dlsym(handle_, "steelyard_emulated_runtime") != nullptr; }
  /// The file, as the loader found it.
  const std::string& path() const { return path_; }

 private:
  VendorLibrary() = default;
  explicit operator bool() const { return handle_ != nullptr; }

  static VendorLibrary load(const std::string& file, std::string& broken) {
    VendorLibrary library;
    library.path_ = file;
    library.handle_ = dlopen(file.c_str(), RTLD_NOW | RTLD_LOCAL);
    if (library.handle_ != nullptr) return library;
    const char* const why = dlerror();
    const std::string_view words = why == nullptr ? "" : why;
    // A file that is not there is one place less; any other complaint is worth telling.
    const bool absent = words.find("cannot open shared object file") != std::string_view::npos &&
                        words.starts_with(file);
    if (!absent && broken.empty()) broken = words;
    return library;
  }

  static std::vector<std::string> folders_of(const std::string& variable) {
    std::vector<std::string> folders;
    const char* const value = variable.empty() ? nullptr : std::getenv(variable.c_str());
    std::string_view rest = value == nullptr ? "" : value;
    while (!rest.empty()) {
      const std::size_t end = std::min(rest.find(':'), rest.size());
      // A relative folder would follow whoever starts the program.
      if (rest.starts_with('/')) folders.emplace_back(rest.substr(0, end));
      rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    return folders;
  }

  static std::string listed(const std::vector<std::string>& words) {
    std::string text;
    for (std::size_t i = 0; i < words.size(); ++i) {
      if (i > 0) text += i + 1 == words.size() ? " or " : ", ";
      text += words[i];
    }
    return text;
  }

  static std::string refusal(const LibraryPlace& place, const std::vector<std::string>& named,
                             const std::string& broken) {
    std::string text = "No " + listed(place.files) + " (" + place.what + ") ";
    if (!broken.empty()) return text + "can be loaded: " + broken + ".";
    std::vector<std::string> places = named;
    places.emplace_back("the loader's search path");
    places.insert(places.end(), place.folders.begin(), place.folders.end());
    text += "was found in " + listed(places) + "; install it";
    if (!place.folder_variable.empty()) {
      text += ", or name its folder in " + place.folder_variable;
    }
    return text + ".";
  }

  void* handle_ = nullptr;
  std::string path_;
};

}  // namespace steelyard::kit
