#include "harness/backends/cuda_shaped/runtime.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

#include "harness/backends/cuda_shaped/status_meanings.hpp"

namespace steelyard::cuda_shaped {
namespace {

std::string version_text(int (*function)(int*), int unit) {
  int version = 0;
  if (function == nullptr || function(&version) != 0 || version <= 0) return "";
  if (unit == 0) return fmt::format("{}", version);
  return fmt::format("{}.{}", version / unit, version % unit / (unit / 100));
}

}  // namespace

std::vector<std::string> entries_of(const char* list) {
  std::vector<std::string> entries;
  std::string_view rest = list;
  while (!rest.empty()) {
    const std::size_t end = std::min(rest.find(':'), rest.size());
    entries.emplace_back(rest.substr(0, end));
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  return entries;
}

kit::VendorLibrary open_library(const Vendor& vendor, const char* what, const char* files,
                                const char* folders) {
  std::vector<std::string> all = entries_of(folders);
  for (std::string& folder : entries_of(vendor.folders)) all.push_back(std::move(folder));
  return kit::VendorLibrary::open({what, entries_of(files), vendor.folder_variable, all});
}

namespace {

kit::VendorLibrary open_runtime(const Vendor& vendor) {
  const bool has_companion = vendor.companion_files != nullptr;
  if (has_companion) open_library(vendor, vendor.companion_what, vendor.companion_files);
  try {
    return open_library(vendor, vendor.what, vendor.runtime_files);
  } catch (const kit::Failure& failure) {
    if (!has_companion) throw;
    throw kit::Failure(SY_UNSUPPORTED,
                       fmt::format("{} {}", failure.what(), vendor.companion_alone));
  }
}

/// Finds functions by the vendor's prefix and a common word.
class Finder {
 public:
  Finder(const Vendor& vendor, const kit::VendorLibrary& library)
      : prefix_(vendor.prefix), library_(library) {}
  template <class Function>
  void require(Function*& function, const char* word) const {
    function = library_.function<Function>((prefix_ + word).c_str());
  }
  template <class Function>
  void want(Function*& function, const char* words) const {
    for (const std::string& word : entries_of(words)) {
      if (function == nullptr) {
        function = library_.optional_function<Function>((prefix_ + word).c_str());
      }
    }
  }

 private:
  std::string prefix_;
  const kit::VendorLibrary& library_;
};

}  // namespace

Runtime::Runtime(const Vendor& vendor) : vendor_(vendor), library_(open_runtime(vendor)) {
  const Finder find(vendor, library_);
  RuntimeFunctions& f = functions_;
  find.require(f.get_device_count, "GetDeviceCount");
  find.require(f.set_device, "SetDevice");
  find.want(f.get_attribute, "DeviceGetAttribute");
  find.want(f.get_properties, vendor.properties_names);
  find.want(f.get_pci_bus_id, "DeviceGetPCIBusId");
  find.want(f.driver_version, "DriverGetVersion");
  find.want(f.runtime_version, "RuntimeGetVersion");
  find.require(f.memory_info, "MemGetInfo");
  find.require(f.allocate, vendor.allocate_name);
  find.require(f.release, vendor.release_name);
  if (vendor.copy_order == CopyOrder::kind_stream) {
    find.require(f.copy_kind_stream, "MemcpyAsync");
  } else {
    find.require(f.copy_stream_kind, "MemcpyAsync");
  }
  find.require(f.fill, "MemsetAsync");
  find.require(f.stream_create, vendor.stream_create_name);
  find.require(f.stream_destroy, "StreamDestroy");
  find.require(f.stream_query, "StreamQuery");
  find.require(f.event_create, "EventCreate");
  find.require(f.event_destroy, "EventDestroy");
  find.require(f.event_record, "EventRecord");
  find.require(f.event_elapsed, "EventElapsedTime");
  find.want(f.last_error, "GetLastError");
  find.want(f.error_name, "GetErrorName");
  find.want(f.error_text, "GetErrorString");
}

kit::VendorLibrary Runtime::open_beside(const char* what, const char* files,
                                        const char* folders) const {
  kit::VendorLibrary library = open_library(vendor_, what, files, folders);
  if (library.emulated() == emulated()) return library;
  throw kit::Failure(SY_UNSUPPORTED,
                     fmt::format("{} and {} do not go together: one of them is a test double.",
                                 library.path(), path()));
}

std::uint32_t Runtime::count() const {
  int count = 0;
  const int status = functions_.get_device_count(&count);
  if (status != 0 && meaning(status) == SY_UNSUPPORTED) {
    forget_error();
    return 0;
  }
  check(status, "GetDeviceCount");
  return static_cast<std::uint32_t>(std::max(count, 0));
}

std::string Runtime::no_device_sentence() const {
  int count = 0;
  const int status = functions_.get_device_count(&count);
  forget_error();
  const std::string why = status == 0 ? "it counts 0 devices" : words(status);
  return fmt::format(
      "{} was loaded ({}) and sees no device: {}; install the driver (found: {}, runtime: {}), or "
      "check the permissions of the device files and the vendor's variable of visible devices.",
      vendor_.what, path(), why, driver_version().empty() ? "none" : driver_version(),
      runtime_version().empty() ? "unknown" : runtime_version());
}

std::string Runtime::driver_version() const {
  return version_text(functions_.driver_version, vendor_.version_unit);
}
std::string Runtime::runtime_version() const {
  return version_text(functions_.runtime_version, vendor_.version_unit);
}

void Runtime::check(int status, const char* word) const {
  if (status == 0) return;
  const sy_status what = meaning(status);
  const std::string text = fmt::format("{}{} failed: {}.", vendor_.prefix, word, words(status));
  forget_error();
  throw kit::Failure(what, text);
}

bool Runtime::ready(int status, const char* word) const {
  if (status == 0) return true;
  if (meaning(status) != SY_NOT_READY) check(status, word);
  forget_error();
  return false;
}

sy_status Runtime::meaning(int status) const {
  if (status == 0) return SY_OK;
  const char* const name =
      functions_.error_name == nullptr ? nullptr : functions_.error_name(status);
  const bool named = name != nullptr && *name != '\0';
  const auto found = std::ranges::find_if(meanings, [&](const Meaning& entry) {
    return named ? std::string_view(name).ends_with(entry.end) : entry.number == status;
  });
  return found == meanings.end() ? SY_FAILED : found->status;
}

std::string Runtime::words(int status) const {
  const char* const text =
      functions_.error_text == nullptr ? nullptr : functions_.error_text(status);
  const char* const name =
      functions_.error_name == nullptr ? nullptr : functions_.error_name(status);
  return fmt::format("{} ({}{}{})", text == nullptr ? "the vendor says no more" : text,
                     name == nullptr ? "" : name, name == nullptr ? "code " : ", ", status);
}

void Runtime::forget_error() const {
  // Other libraries ask for the last error and would take an old one for their own.
  if (functions_.last_error != nullptr) functions_.last_error();
}

}  // namespace steelyard::cuda_shaped
