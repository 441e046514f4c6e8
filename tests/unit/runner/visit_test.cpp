#include "harness/run/visit.hpp"

#include <gtest/gtest.h>

namespace steelyard::run {
namespace {

TEST(AllowedSeconds, AssumesAVerySlowDeviceWhileNothingIsKnown) {
  WorkModel work;
  work.flops = 2e9;
  EXPECT_DOUBLE_EQ(allowed_seconds(work, 1, 0), 120 + 2);
  EXPECT_DOUBLE_EQ(allowed_seconds(work, 10, 0), 120 + 20);
}

TEST(AllowedSeconds, CountsBytesThatMove) {
  WorkModel work;
  work.bytes_moved = 1e7;
  work.message_bytes = 2e7;
  EXPECT_DOUBLE_EQ(allowed_seconds(work, 1, 0), 120 + 3);
}

TEST(AllowedSeconds, GoesByTheUsualTimeOnceItIsKnown) {
  WorkModel work;
  work.flops = 1e15;
  EXPECT_DOUBLE_EQ(allowed_seconds(work, 4, 0.5), 120 + 4 * 50 * 0.5);
}

}  // namespace
}  // namespace steelyard::run
