#include "harness/comm/reduction.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <cstdint>
#include <limits>
#include <random>
#include <span>
#include <vector>

#include "harness/core/error.hpp"

namespace steelyard::comm {
namespace {

using Bits = std::uint16_t;

double value_of(Dtype dtype, Bits bits) {
  return decode(dtype, std::as_bytes(std::span(&bits, 1)), 0);
}

/// What a sum of two values is, by the conversions of harness/core.
Bits sum_by_core(Dtype dtype, Bits a, Bits b) {
  const double sum =
      static_cast<float>(value_of(dtype, a)) + static_cast<float>(value_of(dtype, b));
  Bits result = 0;
  encode(dtype, std::span(&sum, 1), std::as_writable_bytes(std::span(&result, 1)));
  return result;
}

class TwoByteReduction : public testing::TestWithParam<Dtype> {
 protected:
  std::vector<Bits> reduce(ReduceOp op, const std::vector<Bits>& a, std::vector<Bits> b) const {
    reduce_into(GetParam(), op, a.data(), b.data(), b.size());
    return b;
  }
  bool is_nan(Bits bits) const { return std::isnan(value_of(GetParam(), bits)); }
};

TEST_P(TwoByteReduction, AddingNothingKeepsEveryValue) {
  std::vector<Bits> all(1 << 16);
  for (std::size_t i = 0; i < all.size(); ++i) all[i] = static_cast<Bits>(i);
  const std::vector<Bits> minus_zero(all.size(), 0x8000);  // x + -0 is x, for -0 too
  const auto sums = reduce(ReduceOp::sum, minus_zero, all);
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (is_nan(all[i])) {
      ASSERT_TRUE(is_nan(sums[i])) << i;
    } else {
      ASSERT_EQ(sums[i], all[i]) << i;
    }
  }
}

TEST_P(TwoByteReduction, SumsRoundAsTheEncoderDoes) {
  std::mt19937 random(7);
  std::vector<Bits> a(200000);
  std::vector<Bits> b(a.size());
  for (std::size_t i = 0; i < a.size(); ++i) {
    a[i] = static_cast<Bits>(random());
    // Half of them of nearly the same size, where sums round most.
    b[i] = static_cast<Bits>(i % 2 == 0 ? random() : a[i] ^ (random() % 4096));
  }
  const auto sums = reduce(ReduceOp::sum, a, b);
  for (std::size_t i = 0; i < a.size(); ++i) {
    const Bits wanted = sum_by_core(GetParam(), a[i], b[i]);
    if (is_nan(wanted)) {
      ASSERT_TRUE(is_nan(sums[i])) << a[i] << " + " << b[i];
    } else {
      ASSERT_EQ(sums[i], wanted) << a[i] << " + " << b[i];
    }
  }
}

TEST_P(TwoByteReduction, MinAndMaxCompareValuesNotBits) {
  const std::array<double, 6> x{1, -1, 2, -3, 0, 100};
  const std::array<double, 6> y{2, -2, 1, 4, -1, 100};
  std::vector<Bits> a(6);
  std::vector<Bits> b(6);
  encode(GetParam(), x, std::as_writable_bytes(std::span(a)));
  encode(GetParam(), y, std::as_writable_bytes(std::span(b)));
  const auto smaller = reduce(ReduceOp::min, a, b);
  const auto larger = reduce(ReduceOp::max, a, b);
  for (std::size_t i = 0; i < 6; ++i) {
    EXPECT_EQ(value_of(GetParam(), smaller[i]), std::min(x[i], y[i]));
    EXPECT_EQ(value_of(GetParam(), larger[i]), std::max(x[i], y[i]));
  }
}

INSTANTIATE_TEST_SUITE_P(Formats, TwoByteReduction, testing::Values(Dtype::bf16, Dtype::fp16),
                         [](const auto& item) { return std::string(name(item.param)); });

TEST(Reduction, HalfOverflowsToInfinityAtTheTie) {
  const std::array<double, 3> x{65504, 65504, -65504};
  const std::array<double, 3> y{15, 16, -16};
  std::array<Bits, 3> a{};
  std::array<Bits, 3> b{};
  encode(Dtype::fp16, x, std::as_writable_bytes(std::span(a)));
  encode(Dtype::fp16, y, std::as_writable_bytes(std::span(b)));
  reduce_fp16(ReduceOp::sum, a.data(), b.data(), 3);
  EXPECT_EQ(b, (std::array<Bits, 3>{0x7bff, 0x7c00, 0xfc00}));
}

template <typename T>
T reduce_one(Dtype dtype, ReduceOp op, T in, T inout) {
  reduce_into(dtype, op, &in, &inout, 1);
  return inout;
}

TEST(Reduction, CombinesNativeTypes) {
  EXPECT_EQ(reduce_one(Dtype::f64, ReduceOp::sum, 1.5, 2.25), 3.75);
  EXPECT_EQ(reduce_one(Dtype::f32, ReduceOp::min, 1.5F, -2.25F), -2.25F);
  EXPECT_EQ(reduce_one(Dtype::f32, ReduceOp::max, 1.5F, -2.25F), 1.5F);
  EXPECT_EQ(reduce_one<std::int32_t>(Dtype::int32, ReduceOp::sum, -7, 5), -2);
  EXPECT_EQ(reduce_one<std::int8_t>(Dtype::int8, ReduceOp::min, -7, 5), -7);
  EXPECT_EQ(reduce_one<std::uint8_t>(Dtype::uint8, ReduceOp::max, 200, 5), 200);
}

TEST(Reduction, IntegerSumsWrapAround) {
  constexpr auto largest = std::numeric_limits<std::int32_t>::max();
  EXPECT_EQ(reduce_one<std::int32_t>(Dtype::int32, ReduceOp::sum, largest, 1),
            std::numeric_limits<std::int32_t>::min());
  EXPECT_EQ(reduce_one<std::int8_t>(Dtype::int8, ReduceOp::sum, 127, 1), -128);
  EXPECT_EQ(reduce_one<std::uint8_t>(Dtype::uint8, ReduceOp::sum, 255, 2), 1);
}

TEST(Reduction, TouchesOnlyCountElements) {
  const std::array<float, 4> in{1, 1, 1, 1};
  std::array<float, 4> inout{0, 0, 0, 0};
  reduce_into(Dtype::f32, ReduceOp::sum, in.data(), inout.data(), 3);
  EXPECT_EQ(inout, (std::array<float, 4>{1, 1, 1, 0}));
}

TEST(Reduction, RefusesFormatsThatAreNoMessages) {
  for (const Dtype dtype : {Dtype::tf32, Dtype::hf32, Dtype::xf32, Dtype::fp8_e4m3, Dtype::fp8_e5m2,
                            Dtype::fp8_e4m3_fnuz, Dtype::fp8_e5m2_fnuz}) {
    EXPECT_THROW(check_reducible(dtype), CommError);
  }
  EXPECT_NO_THROW(check_reducible(Dtype::bf16));
}

TEST(ReduceOp, HasNames) {
  EXPECT_EQ(name(ReduceOp::sum), "sum");
  EXPECT_EQ(name(ReduceOp::min), "min");
  EXPECT_EQ(name(ReduceOp::max), "max");
}

}  // namespace
}  // namespace steelyard::comm
