#include "workloads/reference/error_bound.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace steelyard::workloads::reference {
namespace {

TEST(GemmPrecision, RoundsToNearestWhereTheUnitIsIeee) {
  const GemmPrecision f64 = gemm_precision(Dtype::f64, Dtype::f64);
  EXPECT_EQ(f64.input, 0);
  EXPECT_EQ(f64.accumulate, std::ldexp(1, -53));
  EXPECT_EQ(f64.output, std::ldexp(1, -53));
  const GemmPrecision f32 = gemm_precision(Dtype::f32, Dtype::f32);
  EXPECT_EQ(f32.input, 0);
  EXPECT_EQ(f32.accumulate, std::ldexp(1, -24));
  EXPECT_EQ(f32.output, std::ldexp(1, -24));
}

TEST(GemmPrecision, Tf32NarrowsItsInputsOnly) {
  for (const Dtype out : {Dtype::f32, Dtype::tf32}) {
    const GemmPrecision tf32 = gemm_precision(Dtype::tf32, out);
    EXPECT_EQ(tf32.input, std::ldexp(1, -10));
    EXPECT_EQ(tf32.accumulate, std::ldexp(1, -23));
    EXPECT_EQ(tf32.output, std::ldexp(1, -24));
  }
}

TEST(GemmPrecision, HalfTypesMayCutOffInTheAccumulator) {
  const GemmPrecision bf16 = gemm_precision(Dtype::bf16, Dtype::bf16);
  EXPECT_EQ(bf16.input, 0);
  EXPECT_EQ(bf16.accumulate, std::ldexp(1, -23));
  EXPECT_EQ(bf16.output, std::ldexp(1, -8));
  const GemmPrecision fp16 = gemm_precision(Dtype::fp16, Dtype::f32);
  EXPECT_EQ(fp16.accumulate, std::ldexp(1, -23));
  EXPECT_EQ(fp16.output, std::ldexp(1, -24));
}

TEST(GemmPrecision, Fp8KeepsFourteenBitsOfSums) {
  for (const Dtype dtype : {Dtype::fp8_e4m3, Dtype::fp8_e5m2}) {
    const GemmPrecision fp8 = gemm_precision(dtype, Dtype::bf16);
    EXPECT_EQ(fp8.input, 0);
    EXPECT_EQ(fp8.accumulate, std::ldexp(1, -13));
    EXPECT_EQ(fp8.output, std::ldexp(1, -8));
  }
}

TEST(GemmPrecision, IntegersAreExact) {
  for (const Dtype dtype : {Dtype::int8, Dtype::uint8, Dtype::int32}) {
    const GemmPrecision integers = gemm_precision(dtype, Dtype::int32);
    EXPECT_EQ(integers.input, 0);
    EXPECT_EQ(integers.accumulate, 0);
    EXPECT_EQ(integers.output, 0);
  }
}

TEST(GemmErrorBound, FollowsItsFormula) {
  const GemmPrecision precision{.input = 0.25, .accumulate = 0.125, .output = 0.5};
  // in_sum = (2 * 0.25 + 4 * 0.125) * 10 = 10; bound = 10 + 0.5 * (3 + 10).
  EXPECT_DOUBLE_EQ(gemm_error_bound(precision, 4, 3, 10, false), 16.5);
  EXPECT_DOUBLE_EQ(gemm_error_bound(precision, 4, -3, 10, false), 16.5);
}

TEST(GemmErrorBound, WholeNumbersAreOnlyRoundedOnTheWayOut) {
  const GemmPrecision precision{.input = 0.25, .accumulate = 0.125, .output = 0.5};
  // Sums up to 8 = 1 / accumulate are exact.
  EXPECT_DOUBLE_EQ(gemm_error_bound(precision, 4, -6, 8, true), 3);
  EXPECT_GT(gemm_error_bound(precision, 4, -6, 8.001, true), 8);
}

TEST(GemmErrorBound, IsZeroForIntegers) {
  const GemmPrecision exact = gemm_precision(Dtype::int8, Dtype::int32);
  EXPECT_EQ(gemm_error_bound(exact, 1 << 16, 1e9, 1e9, true), 0);
}

}  // namespace
}  // namespace steelyard::workloads::reference
