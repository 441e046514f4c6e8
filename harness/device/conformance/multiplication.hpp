#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "harness/core/dtype.hpp"
#include "harness/device/device.hpp"

namespace steelyard::device::conformance {

/// Dtypes that go together in a multiplication.
struct GemmTypes {
  Dtype a, b, c;
  sy_dtype accumulate;
  bool fast_accumulation = false;  ///< fp8 alone
};

/// The combinations that begin with this dtype of A; a backend that multiplies it offers at least
/// one of them.
std::vector<GemmTypes> combinations(Dtype a);

/// "bf16 x bf16 -> f32".
std::string describe(const GemmTypes& types);

sy_gemm_shape shape_of(const GemmTypes& types, std::int64_t m, std::int64_t n, std::int64_t k,
                       std::int64_t batch = 1, bool transpose_a = false, bool transpose_b = false);

/// "bf16 x bf16 -> f32, m = 33, n = 17, k = 65, batch 2, trans tn, alpha 1".
std::string describe(const sy_gemm_shape& shape);

/// One multiplication of random matrices on a device, and the same in double on the host.
class Multiplication {
 public:
  /// Plans it and makes the matrices. Throws Unsupported if this shape is not offered.
  Multiplication(Device& device, const sy_gemm_shape& shape);

  GemmPlan& plan() { return plan_; }

  /// Multiplies into poisoned memory, packing what the plan wants packed. Throws Flaw that names
  /// the first element outside its error bound, or a byte written beyond C.
  void expect_right();

 private:
  std::string flaw();
  std::vector<std::byte> run();
  std::string flaw_of_element(std::int64_t row, std::int64_t column, std::int64_t batch,
                              double found) const;

  Device& device_;
  sy_gemm_shape shape_;
  GemmPlan plan_;
  std::vector<double> a_, b_;  ///< as stored, and as the dtype rounds them
};

}  // namespace steelyard::device::conformance
