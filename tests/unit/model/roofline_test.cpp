#include "harness/core/model/roofline.hpp"

#include <gtest/gtest.h>

namespace steelyard {
namespace {

TEST(Roofline, TakesTheSlowerOfArithmeticAndMemory) {
  const Roof roof{.operations_per_second = 100, .bytes_per_second = 10, .launch_seconds = 0};
  EXPECT_DOUBLE_EQ(roofline_seconds(400, 20, roof), 4);
  EXPECT_DOUBLE_EQ(roofline_seconds(400, 50, roof), 5);
  EXPECT_DOUBLE_EQ(roofline_seconds(400, 40, roof), 4);
}

TEST(Roofline, AddsTheLaunch) {
  const Roof roof{.operations_per_second = 100, .bytes_per_second = 10, .launch_seconds = 0.5};
  EXPECT_DOUBLE_EQ(roofline_seconds(400, 20, roof), 4.5);
  EXPECT_DOUBLE_EQ(roofline_seconds(0, 0, roof), 0.5);
}

TEST(Roofline, LeavesOutWhatIsNotKnown) {
  EXPECT_DOUBLE_EQ(roofline_seconds(400, 1e9, {.operations_per_second = 100}), 4);
  EXPECT_DOUBLE_EQ(roofline_seconds(1e9, 20, {.bytes_per_second = 10}), 2);
}

}  // namespace
}  // namespace steelyard
