#include "workloads/matmul/footprint.hpp"

#include <gtest/gtest.h>

#include "workloads/reference/gemm_oracle.hpp"

namespace steelyard::workloads::matmul {
namespace {

/// n x n f32: three matrices of 4 n^2 bytes.
Shape square(std::int64_t n, bool cold = true) {
  Shape shape;
  shape.m = n;
  shape.n = n;
  shape.k = n;
  shape.cold = cold;
  return shape;
}

TEST(MatmulFootprint, AlignsSlots) {
  EXPECT_EQ(aligned(0), 0u);
  EXPECT_EQ(aligned(1), 256u);
  EXPECT_EQ(aligned(256), 256u);
  EXPECT_EQ(aligned(257), 512u);
}

TEST(MatmulFootprint, ColdSlotsPassMoreThanTwiceTheCache) {
  const std::uint64_t set = 3 * 4 * 64 * 64;
  EXPECT_EQ(slot_count(square(64), 0), 1u);
  EXPECT_EQ(slot_count(square(64), set / 2 - 1), 1u);
  EXPECT_EQ(slot_count(square(64), set / 2), 2u);
  EXPECT_EQ(slot_count(square(64), 10 * set), 21u);
  for (const std::uint64_t cache : {1u, 1000u, 100000u, 33554432u}) {
    EXPECT_GT(slot_count(square(64), cache) * set, 2 * cache);
  }
}

TEST(MatmulFootprint, HotUsesOneSlot) { EXPECT_EQ(slot_count(square(64, false), 1 << 30), 1u); }

TEST(MatmulFootprint, PackedOperandsArePaddedToTiles) {
  EXPECT_EQ(packed_bound_bytes(64, 64, 1, Dtype::int8), aligned(64 * 64 + 4 * 128));
  EXPECT_EQ(packed_bound_bytes(65, 1, 1, Dtype::bf16), aligned(128 * 64 * 2 + 4 * (128 + 64)));
  EXPECT_EQ(packed_bound_bytes(64, 64, 3, Dtype::int8), aligned(3 * (64 * 64 + 4 * 128)));
}

TEST(MatmulFootprint, CountsAllSlotsAndOneWaitingOperand) {
  Shape shape = square(64);
  shape.m = 128;  // A is the larger operand
  const std::uint64_t packed_a = packed_bound_bytes(128, 64, 1, Dtype::f32);
  const std::uint64_t packed_b = packed_bound_bytes(64, 64, 1, Dtype::f32);
  const std::uint64_t set = shape.a_bytes() + shape.b_bytes() + shape.c_bytes();
  EXPECT_EQ(device_bytes(shape, set),
            shape.a_bytes() + 3 * (packed_a + packed_b + shape.c_bytes()));
  shape.m = 64;
  shape.n = 128;  // B is the larger one; both packed forms are as before
  EXPECT_EQ(device_bytes(shape, set),
            shape.b_bytes() + 3 * (packed_a + packed_b + shape.c_bytes()));
}

TEST(MatmulFootprint, TuningNeedsAPlainAndAPackedSet) {
  const Shape shape = square(64, false);
  const std::uint64_t plain = 64 * 64 * 4;
  EXPECT_EQ(device_bytes(shape, 0), 3 * plain + 2 * packed_bound_bytes(64, 64, 1, Dtype::f32));
}

TEST(MatmulFootprint, StagesFourPeriodsAtMost) {
  EXPECT_EQ(staged_elements(5), 5u);
  EXPECT_EQ(staged_elements(4'000'012), 4'000'012u);
  EXPECT_EQ(staged_elements(4'000'013), 4'000'012u);
}

TEST(MatmulFootprint, CountsHostMemory) {
  const Shape shape = square(64);
  const std::uint64_t one = reference::oracle_bytes(64, 64, 64) + 64 * 4;
  EXPECT_EQ(host_bytes(shape, 0), one + 2 * 64 * 64 * 4);
  EXPECT_EQ(host_bytes(shape, 3 * 4 * 64 * 64), one + 3 * 2 * 64 * 64 * 4);
}

TEST(MatmulFootprint, HoldsForTheLargestCase) {
  Shape shape = square(std::int64_t{1} << 20);
  shape.batch = 1 << 16;
  EXPECT_GT(device_bytes(shape, 0), std::uint64_t{5} << 58);
}

}  // namespace
}  // namespace steelyard::workloads::matmul
