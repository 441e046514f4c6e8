#include "harness/core/statistics/resample_stream.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <set>

namespace steelyard {
namespace {

/// SplitMix64 from the state 1234567, as published with the generator.
TEST(ResampleStream, IsSplitMix64OfSplitMix64) {
  // Resample 0 of seed s starts from mix(s + g); its draws are SplitMix64 from there.
  const auto mix = [](std::uint64_t x) {
    x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9U;
    x = (x ^ (x >> 27)) * 0x94d049bb133111ebU;
    return x ^ (x >> 31);
  };
  const std::uint64_t step = 0x9e3779b97f4a7c15U;
  EXPECT_EQ(mix(1234567 + step), 6457827717110365317U);
  EXPECT_EQ(mix(1234567 + 2 * step), 3203168211198807973U);
  EXPECT_EQ(ResampleStream(1234567, 0).bits(0), mix(6457827717110365317U + step));
  EXPECT_EQ(ResampleStream(1234567, 1).bits(2), mix(3203168211198807973U + 3 * step));
}

TEST(ResampleStream, ScalesTheHighBits) {
  std::set<std::size_t> seen;
  for (std::size_t draw = 0; draw < 1000; ++draw) {
    const ResampleStream stream(5, 7);
    const auto bits = static_cast<double>(stream.bits(draw));
    EXPECT_EQ(stream.index(draw, 3), static_cast<std::size_t>(std::floor(3 * bits * 0x1p-64)));
    EXPECT_NEAR(stream.uniform(draw), bits * 0x1p-64, 0x1p-52);
    EXPECT_EQ(stream.index(draw, 1), 0U);
    seen.insert(stream.index(draw, 3));
  }
  EXPECT_EQ(seen, (std::set<std::size_t>{0, 1, 2}));
}

TEST(ResampleStream, DrawsNormalNumbers) {
  double sum = 0;
  double squares = 0;
  for (std::size_t b = 0; b < 10'000; ++b) {
    const ResampleStream stream(3, b);
    const double z = stream.normal(0);
    EXPECT_NEAR(0.5 * std::erfc(-z / std::sqrt(2.0)), stream.uniform(0), 1e-14);
    sum += z;
    squares += z * z;
  }
  EXPECT_NEAR(sum / 10'000, 0, 0.03);
  EXPECT_NEAR(squares / 10'000, 1, 0.05);
}

}  // namespace
}  // namespace steelyard
