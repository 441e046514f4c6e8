#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "harness/core/dtype.hpp"

namespace steelyard::run {

/// What timed buffers hold. Part of the case id: zeros raise clocks and make GEMM 10 to 50 % faster
/// than data that the hardware cannot compress or gate.
enum class DataPattern {
  /// Mean 0, standard deviation 1 (int8, int32: rounded, standard deviation 32; uint8: the same
  /// around 128).
  normal,
  small_integers,  ///< -4 ... 4 (unsigned: 0 ... 8): sums are exact; for verification
  zeros,           ///< labelled, never the default
};
std::string_view name(DataPattern pattern);
std::optional<DataPattern> parse_data_pattern(std::string_view text);

/// `count` elements of `dtype`, the same for the same seed on every machine.
/// Throws Unsupported for a dtype that encode() does not know, but for zeros.
/// normal: the sum of twelve uniform numbers (Irwin-Hall), which is normal to the eye of any
/// hardware, ends at 6 standard deviations and needs no function that differs between machines;
/// drawn once for a block of a prime number of elements (1,000,003) and repeated with that
/// period, so that no two rows are alike and filling runs at memory speed.
std::vector<std::byte> generate(DataPattern pattern, Dtype dtype, std::size_t count,
                                std::uint64_t seed);

}  // namespace steelyard::run
