#include "workloads/reference/exact_integers.hpp"

#include <algorithm>
#include <limits>

#include "harness/core/error.hpp"
#include "workloads/reference/seeds.hpp"

namespace steelyard::workloads::reference {
namespace {

constexpr std::int64_t widest_range = 4;

template <typename Value>
std::vector<std::byte> encode_elements(Dtype dtype, std::size_t count, Value value) {
  std::vector<double> values(std::min(count, ExactIntegers::period));
  for (std::size_t i = 0; i < values.size(); ++i) values[i] = static_cast<double>(value(i));
  std::vector<std::byte> encoded(values.size() * size_of(dtype));
  encode(dtype, values, encoded);
  return encoded;
}

}  // namespace

std::int64_t largest_exact_integer(Dtype dtype) {
  switch (dtype) {
    case Dtype::int8:
      return std::numeric_limits<std::int8_t>::max();
    case Dtype::int32:
      return std::numeric_limits<std::int32_t>::max();
    default:
      // With p bits of mantissa behind the leading one, all whole numbers up to 2^(p+1) are exact.
      return static_cast<std::int64_t>(2 / epsilon(dtype));
  }
}

ExactIntegers::ExactIntegers(Dtype dtype, int ranks, std::uint64_t seed)
    : dtype_(dtype), ranks_(ranks), seed_(seed) {
  STEELYARD_ASSERT(ranks > 0 && dtype != Dtype::uint8);
  const std::int64_t largest = largest_exact_integer(dtype);
  contributors_ = std::min<std::int64_t>(ranks, largest);
  range_ = std::min(widest_range, largest / contributors_);
}

std::int64_t ExactIntegers::value(int rank, std::size_t index) const {
  const std::uint64_t place = index % period;
  const std::uint64_t turn =
      (static_cast<std::uint64_t>(rank) + place) % static_cast<std::uint64_t>(ranks_);
  if (turn >= static_cast<std::uint64_t>(contributors_)) return 0;
  const std::uint64_t random = mix(mix(seed_, static_cast<std::uint64_t>(rank)), place);
  return static_cast<std::int64_t>(random % static_cast<std::uint64_t>(2 * range_ + 1)) - range_;
}

std::int64_t ExactIntegers::sum(std::size_t index) const {
  std::int64_t total = 0;
  for (int rank = 0; rank < ranks_; ++rank) total += value(rank, index);
  return total;
}

std::vector<std::byte> ExactIntegers::encoded_values(int rank, std::size_t count) const {
  return encode_elements(dtype_, count, [&](std::size_t i) { return value(rank, i); });
}

std::vector<std::byte> ExactIntegers::encoded_sums(std::size_t count) const {
  return encode_elements(dtype_, count, [&](std::size_t i) { return sum(i); });
}

}  // namespace steelyard::workloads::reference
