#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "harness/backends/cuda_shaped/vendor.hpp"
#include "harness/device/backend_kit.hpp"
#include "harness/device/kit/vendor_library.hpp"

namespace steelyard::cuda_shaped {

/// Splits a list of vendor.hpp ("a:b:c").
std::vector<std::string> entries_of(const char* list);

/// Opens one of a vendor's libraries. Throws kit::Failure (SY_UNSUPPORTED) with every place tried.
/// `folders` are tried before those of the vendor.
kit::VendorLibrary open_library(const Vendor& vendor, const char* what, const char* files,
                                const char* folders = "");

/// Prototypes of the runtime, as this backend declares them. Handles are pointers, statuses and
/// enumerations are ints of the same size; tests/emulated/cuda/prototypes_test.cpp holds them
/// against the real headers where those are installed.
struct RuntimeFunctions {
  int (*get_device_count)(int*);
  int (*set_device)(int);
  int (*get_attribute)(int* value, int attribute, int device);  ///< may be null
  int (*get_properties)(void* properties, int device);          ///< may be null
  int (*get_pci_bus_id)(char* text, int capacity, int device);  ///< may be null
  int (*driver_version)(int*);                                  ///< may be null
  int (*runtime_version)(int*);                                 ///< may be null
  int (*memory_info)(std::size_t* free, std::size_t* total);
  int (*allocate)(void**, std::size_t);
  int (*release)(void*);
  int (*copy_kind_stream)(void*, const void*, std::size_t, int kind, void* stream);
  int (*copy_stream_kind)(void*, const void*, std::size_t, void* stream, int kind);
  int (*fill)(void*, int value, std::size_t, void* stream);
  int (*stream_create)(void** stream, unsigned flags);
  int (*stream_destroy)(void*);
  int (*stream_query)(void*);
  int (*event_create)(void** event);
  int (*event_destroy)(void*);
  int (*event_record)(void* event, void* stream);
  int (*event_elapsed)(float* milliseconds, void* start, void* end);
  int (*last_error)();             ///< gives the thread's last error and forgets it
  const char* (*error_name)(int);  ///< "cudaErrorNotReady"; may be null
  const char* (*error_text)(int);  ///< may be null
};

/// A vendor's runtime, opened. One for each process.
class Runtime {
 public:
  /// Throws kit::Failure (SY_UNSUPPORTED) that says what is missing.
  explicit Runtime(const Vendor& vendor);

  const Vendor& vendor() const { return vendor_; }
  const RuntimeFunctions& call() const { return functions_; }
  bool emulated() const { return library_.emulated(); }
  /// Another library of the vendor, as open_library(). Throws kit::Failure also if it is a test
  /// double and the runtime is none, or the other way round: handles of one mean nothing to the
  /// other.
  kit::VendorLibrary open_beside(const char* what, const char* files,
                                 const char* folders = "") const;
  const std::string& path() const { return library_.path(); }

  /// Devices that the process sees; 0 where the runtime says that there is none.
  std::uint32_t count() const;
  /// Why count() is 0, and what to do.
  std::string no_device_sentence() const;
  /// "13.0", or "" if the runtime does not tell.
  std::string driver_version() const;
  std::string runtime_version() const;

  /// Returns for status 0; else throws kit::Failure with the function's name, the vendor's words
  /// and the code. `word` is the name without the prefix: check(status, "Malloc").
  void check(int status, const char* word) const;
  /// As check(), and false instead of a failure where the status says "not ready".
  bool ready(int status, const char* word) const;
  /// What the vendor's status means.
  sy_status meaning(int status) const;
  /// "out of memory (cudaErrorMemoryAllocation, 2)".
  std::string words(int status) const;

 private:
  void forget_error() const;

  const Vendor& vendor_;
  kit::VendorLibrary library_;
  RuntimeFunctions functions_{};
};

}  // namespace steelyard::cuda_shaped
