#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

#include "harness/backends/cuda_shaped/runtime.hpp"
#include "harness/device/backend_kit.hpp"

namespace steelyard::cuda_shaped {

class Device;
class Stream;

/// A planned multiplication.
class Gemm {
 public:
  virtual ~Gemm() = default;
  virtual void autotune(double seconds) = 0;
  virtual std::string algorithm() const = 0;
  virtual std::size_t packed_bytes(sy_operand operand) const = 0;
  virtual void pack(Stream& stream, sy_operand operand, const void* plain, void* packed) = 0;
  virtual void run(Stream& stream, const void* a, const void* b, void* c) = 0;
};

/// The libraries that multiply on one device.
class Multiplier {
 public:
  /// Throws kit::Failure (SY_UNSUPPORTED) with a sentence if there is no library.
  explicit Multiplier(Device& device);
  std::unique_ptr<Gemm> plan(const sy_gemm_shape& shape);
  /// "cuBLASLt 130100; ...".
  std::string libraries() const;
  /// Bits as in sy_properties::gemm_dtypes.
  std::uint64_t dtypes() const;

 private:
  Device& device_;
};

/// Can this vendor's devices multiply here? Without a device the answer is yes, unless the vendor
/// has no library at all: nothing big is opened for nothing. `runtime` may throw.
bool multiplies(const Vendor& vendor, const Runtime* (*runtime)());

}  // namespace steelyard::cuda_shaped
