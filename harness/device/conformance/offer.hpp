#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <utility>
#include <vector>

#include "harness/device/conformance/multiplication.hpp"

namespace steelyard::device::conformance {

/// Sizes of a multiplication, by which rungs go through what is offered.
struct GemmSize {
  std::int64_t m, n, k;
  std::int64_t batch = 1;
};

/// What a device offers of one combination of dtypes. It must offer every size in every
/// transposition. Matrix units of 8-bit types alone are so bound to one layout that a backend may
/// refuse transpositions of these types, and sizes that are not multiples of 16.
class Offer {
 public:
  /// Asks for a multiplication of 64 x 64 x 64 in every transposition. Throws Flaw if some are
  /// refused and must not be.
  Offer(Device& device, const GemmTypes& types);

  const GemmTypes& types() const { return types_; }
  bool any() const { return !transpositions_.empty(); }
  /// Calls `use` with each shape that is offered; returns how many were refused. Throws Flaw for
  /// one that must not be.
  int for_each(std::span<const GemmSize> sizes,
               const std::function<void(const sy_gemm_shape&)>& use) const;
  /// The shape of this size in the transposition that comes nearest to `nt`, as models multiply.
  sy_gemm_shape usual(const GemmSize& size) const;

 private:
  Device& device_;
  GemmTypes types_;
  std::vector<std::pair<bool, bool>> transpositions_;
};

/// Whether a plan can be made. Throws DeviceError if that fails in another way than SY_UNSUPPORTED.
bool is_offered(Device& device, const sy_gemm_shape& shape);

/// The offers of a dtype, those without a transposition left out. Throws Flaw if there is none
/// though the device names the dtype; none if it does not.
std::vector<Offer> offers_of(Device& device, Dtype dtype);

/// The same for all dtypes.
std::vector<Offer> all_offers(Device& device);

}  // namespace steelyard::device::conformance
