#include "harness/run/data_pattern.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <random>
#include <utility>

#include "harness/core/error.hpp"

namespace steelyard::run {
namespace {

constexpr std::size_t period = 1000003;  // a prime, see generate()

constexpr std::array words{
    std::pair{DataPattern::normal, std::string_view("normal")},
    std::pair{DataPattern::small_integers, std::string_view("small-integers")},
    std::pair{DataPattern::zeros, std::string_view("zeros")},
};

/// Mean 0, standard deviation 1: twelve uniform numbers on [0, 1) have the variance 12 / 12. Made
/// of 16 random bits each and summed as integers, which is exact.
double draw_normal(std::mt19937_64& generator) {
  std::int64_t sum = 0;
  for (int word = 0; word < 3; ++word) {
    const std::uint64_t bits = generator();
    for (int shift = 0; shift < 64; shift += 16) {
      sum += static_cast<std::int64_t>((bits >> shift) & 0xffff);
    }
  }
  constexpr double middle = 12 * 65535 / 2.0;
  return (static_cast<double>(sum) - middle) / 65536;
}

double draw(DataPattern pattern, Dtype dtype, std::mt19937_64& generator) {
  const bool is_unsigned = dtype == Dtype::uint8;
  if (pattern == DataPattern::small_integers) {
    const auto from_0_to_8 = static_cast<double>(generator() % 9);
    return is_unsigned ? from_0_to_8 : from_0_to_8 - 4;
  }
  const double value = draw_normal(generator);
  if (!is_integer(dtype)) return value;
  return value * 32 + (is_unsigned ? 128 : 0);
}

/// Fills `out` with copies of its first `block` bytes; the copied part doubles each time.
void repeat(std::span<std::byte> out, std::size_t block) {
  for (std::size_t filled = block; filled < out.size();) {
    const std::size_t bytes = std::min(filled, out.size() - filled);
    std::memcpy(out.data() + filled, out.data(), bytes);
    filled += bytes;
  }
}

}  // namespace

std::string_view name(DataPattern pattern) {
  for (const auto& [candidate, word] : words) {
    if (candidate == pattern) return word;
  }
  assertion_failed("the pattern is an enumerator");
}

std::optional<DataPattern> parse_data_pattern(std::string_view text) {
  for (const auto& [pattern, word] : words) {
    if (word == text) return pattern;
  }
  return std::nullopt;
}

std::vector<std::byte> generate(DataPattern pattern, Dtype dtype, std::size_t count,
                                std::uint64_t seed) {
  std::vector<std::byte> data(count * size_of(dtype));
  if (pattern == DataPattern::zeros) return data;
  std::mt19937_64 generator(seed);
  std::vector<double> values(std::min(count, period));
  for (double& value : values) value = draw(pattern, dtype, generator);
  const std::size_t block = values.size() * size_of(dtype);
  encode(dtype, values, std::span(data).first(block));
  repeat(data, block);
  return data;
}

}  // namespace steelyard::run
