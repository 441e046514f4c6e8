#include "harness/backends/cuda_shaped/operands.hpp"

#include <gtest/gtest.h>

namespace steelyard::cuda_shaped {
namespace {

sy_gemm_shape shape(bool transpose_a, bool transpose_b) {
  return {2,      3,   5, 4, transpose_a ? 1u : 0u, transpose_b ? 1u : 0u, SY_F32, SY_F32, SY_F32,
          SY_F32, 1.0, 0, 0};
}

void expect(const Stored& stored, std::int64_t rows, std::int64_t columns, bool transposed) {
  EXPECT_EQ(stored.rows, rows);
  EXPECT_EQ(stored.columns, columns);
  EXPECT_EQ(stored.leading, rows);
  EXPECT_EQ(stored.stride, rows * columns);
  EXPECT_EQ(stored.transposed, transposed);
}

TEST(Operands, SwapTheFactorsAndTheSizes) {
  const Swapped product = swapped(shape(false, false));
  EXPECT_EQ(product.m, 3);
  EXPECT_EQ(product.n, 2);
  EXPECT_EQ(product.k, 5);
  EXPECT_EQ(product.batch, 4);
  expect(product.first, 3, 5, false);   // our B, 5 x 3 row by row
  expect(product.second, 5, 2, false);  // our A, 2 x 5 row by row
  expect(product.result, 3, 2, false);
}

TEST(Operands, StoreATransposedMatrixTheOtherWayRound) {
  expect(swapped(shape(false, true)).first, 5, 3, true);
  expect(swapped(shape(false, true)).second, 5, 2, false);
  expect(swapped(shape(true, false)).first, 3, 5, false);
  expect(swapped(shape(true, false)).second, 2, 5, true);
}

}  // namespace
}  // namespace steelyard::cuda_shaped
