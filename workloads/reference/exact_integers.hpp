#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "harness/core/dtype.hpp"

namespace steelyard::workloads::reference {

/// The data with which collectives are verified: small whole numbers whose sum over all ranks, and
/// every partial sum in whatever order, is exact in the dtype. Any rank knows what every other rank
/// sent from the seed alone, so the expected result needs no message.
///
/// Range. A dtype holds every whole number up to L exactly: 2^53 (f64), 2^24 (f32), 2^11 (fp16),
/// 2^8 (bf16), 2^31 - 1 (int32), 127 (int8); uint8 has no signs and is not offered. Values are
/// drawn from -r ... r with r = min(4, L / ranks), so that bf16 has 4 up to 64 ranks, 2 up to 128,
/// 1 up to 256. With more than L ranks, L of them contribute -1, 0 or 1 to an element and the
/// others 0; which ones changes from element to element.
///
/// Period. Values repeat after 65,521 elements, a prime, so that a piece of a message that lands at
/// the wrong place is found unless it is displaced by a multiple of that.
class ExactIntegers {
 public:
  static constexpr std::size_t period = 65521;

  ExactIntegers(Dtype dtype, int ranks, std::uint64_t seed);

  /// r above.
  std::int64_t range() const { return range_; }
  /// Element `index` of what `rank` sends.
  std::int64_t value(int rank, std::size_t index) const;
  /// Element `index` of the sum over all ranks.
  std::int64_t sum(std::size_t index) const;

  /// The first min(count, period) elements of what `rank` sends, encoded.
  std::vector<std::byte> encoded_values(int rank, std::size_t count) const;
  /// The first min(count, period) elements of the sum, encoded.
  std::vector<std::byte> encoded_sums(std::size_t count) const;

 private:
  Dtype dtype_;
  int ranks_;
  std::uint64_t seed_;
  std::int64_t contributors_;  ///< ranks that may send something other than 0 to an element
  std::int64_t range_;
};

/// The largest L such that every whole number up to L is exact in `dtype`.
std::int64_t largest_exact_integer(Dtype dtype);

}  // namespace steelyard::workloads::reference
