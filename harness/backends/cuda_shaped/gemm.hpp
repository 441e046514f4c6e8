#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <string>

#include "harness/backends/cuda_shaped/device.hpp"
#include "harness/device/backend_kit.hpp"

namespace steelyard::cuda_shaped {

class Ex;
class Lt;
class Stream;

/// What autotune() found, by the text of the shape. One for each device.
struct Tuning {
  std::size_t candidate = 0;
  std::string remark{};
};
using Tunings = std::map<std::string, Tuning>;

/// A planned multiplication: candidates that compute the same, one of them chosen.
class Gemm {
 public:
  Gemm(Device& device, Tunings& tunings, const sy_gemm_shape& shape)
      : device_(device), tunings_(tunings), shape_(shape) {}
  virtual ~Gemm() = default;
  Gemm(const Gemm&) = delete;
  Gemm& operator=(const Gemm&) = delete;

  /// Times the candidates on matrices of its own and chooses the fastest. Where these do not fit
  /// into memory the library's own choice stays, and algorithm() says so.
  void autotune(double seconds);
  virtual std::string algorithm() const = 0;
  virtual void run(Stream& stream, const void* a, const void* b, void* c) = 0;

  /// Every operand is taken plain.
  std::size_t packed_bytes(sy_operand) const { return 0; }
  void pack(Stream&, sy_operand, const void*, void*) {}

 protected:
  Device& device() const { return device_; }
  const sy_gemm_shape& shape() const { return shape_; }
  const std::string& remark() const { return remark_; }
  virtual std::size_t candidates() const = 0;
  virtual void choose(std::size_t candidate) = 0;

 private:
  std::size_t fastest(double seconds);
  double seconds_of(std::size_t candidate, Stream& stream, const Scratch& a, const Scratch& b,
                    const Scratch& c);

  Device& device_;
  Tunings& tunings_;
  sy_gemm_shape shape_;
  std::string remark_;
};

/// The libraries that multiply on one device: the cuBLASLt-shaped one first, then the other.
class Multiplier {
 public:
  /// Opens them. Throws kit::Failure (SY_UNSUPPORTED) if there is none.
  explicit Multiplier(Device& device);
  ~Multiplier();

  /// Throws kit::Failure (SY_UNSUPPORTED) with the reason of the first library asked.
  std::unique_ptr<Gemm> plan(const sy_gemm_shape& shape);
  /// "hipBLASLt 100000; rocBLAS", and what is missing of the two.
  std::string libraries() const;
  /// Bits as in sy_properties::gemm_dtypes: what a small square product can be planned with.
  std::uint64_t dtypes();

 private:
  Device& device_;
  std::unique_ptr<Lt> lt_;
  std::unique_ptr<Ex> ex_;
  std::string missing_;
  Tunings tunings_;
  std::uint64_t dtypes_ = 0;
  bool asked_ = false;
};

/// Can this vendor's devices multiply here? Where there is no device the answer is whether the
/// vendor has a library at all: nothing big is opened for nothing. Does not throw.
bool multiplies(const Vendor& vendor, const Runtime& (*runtime)());

}  // namespace steelyard::cuda_shaped
