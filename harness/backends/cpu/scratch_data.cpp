#include "harness/backends/cpu/scratch_data.hpp"

#include <algorithm>
#include <bit>
#include <cstdint>
#include <cstring>
#include <random>
#include <vector>

namespace steelyard::cpu {
namespace {

template <typename T, typename Make>
void fill(std::byte* memory, std::size_t bytes, Make make) {
  constexpr std::size_t pattern_length = 64 * 1024;
  std::minstd_rand generator(20231);
  std::vector<T> pattern(std::min(pattern_length, bytes / sizeof(T)));
  std::ranges::generate(pattern, [&] { return make(generator); });
  const std::size_t pattern_bytes = pattern.size() * sizeof(T);
  for (std::size_t at = 0; at < bytes && pattern_bytes > 0; at += pattern_bytes) {
    std::memcpy(memory + at, pattern.data(), std::min(pattern_bytes, bytes - at));
  }
}

}  // namespace

void fill_scratch(sy_dtype dtype, std::byte* memory, std::size_t bytes) {
  std::uniform_real_distribution<double> real(-1, 1);
  switch (dtype) {
    case SY_F64:
      return fill<double>(memory, bytes, real);
    case SY_F32:
      return fill<float>(memory, bytes,
                         [&](auto& generator) { return static_cast<float>(real(generator)); });
    case SY_BF16:
      // The upper half of an f32; cut, not rounded, which is as good for this.
      return fill<std::uint16_t>(memory, bytes, [&](auto& generator) {
        return static_cast<std::uint16_t>(
            std::bit_cast<std::uint32_t>(static_cast<float>(real(generator))) >> 16);
      });
    case SY_INT8:
    case SY_UINT8:
      return fill<std::uint8_t>(memory, bytes, [](auto& generator) {
        return static_cast<std::uint8_t>(generator() >> 8);
      });
    default:
      std::memset(memory, 0, bytes);
  }
}

}  // namespace steelyard::cpu
