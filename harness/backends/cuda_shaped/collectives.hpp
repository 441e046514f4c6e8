#pragma once

#include <memory>
#include <string>

#include "harness/backends/cuda_shaped/collective_calls.hpp"
#include "harness/backends/cuda_shaped/collective_library.hpp"
#include "harness/device/backend.h"
#include "harness/device/kit/vendor_library.hpp"

namespace steelyard::cuda_shaped {

class Runtime;

/// A vendor's collective library, opened once for each process.
class Collectives {
 public:
  /// Throws kit::Failure (SY_UNSUPPORTED) that says what is missing.
  explicit Collectives(const Runtime& runtime);
  /// That which belongs to the process's runtime, opened when first asked for.
  static const Collectives& of(const Runtime& runtime);

  const CollectiveLibrary& table() const { return table_; }
  const CollectiveCalls& call() const { return *calls_; }
  /// "NCCL 2.28.9 (libnccl.so.2)".
  std::string name() const;
  /// A new id. Throws kit::Failure, also where the library writes more than the table says: its
  /// ranks would not find each other.
  sy_unique_id unique_id() const;
  /// Returns for status 0; else throws kit::Failure with the function and the library's words.
  void check(int status, const char* function, void* comm) const;

 private:
  const CollectiveLibrary& table_;
  kit::VendorLibrary library_;
  std::unique_ptr<CollectiveCalls> calls_;
};

}  // namespace steelyard::cuda_shaped
