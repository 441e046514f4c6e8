#include "harness/device/kit/waiting.hpp"

#include <gtest/gtest.h>

#include <stdexcept>

namespace steelyard::kit {
namespace {

TEST(WaitWithin, AsksUntilItIsIdle) {
  int asked = 0;
  EXPECT_TRUE(wait_within(1e9, [&] { return ++asked == 3; }));
  EXPECT_EQ(asked, 3);
}

TEST(WaitWithin, GivesUpWhenTheTimeIsOver) {
  int asked = 0;
  EXPECT_FALSE(wait_within(1e-9, [&] {
    ++asked;
    return false;
  }));
  EXPECT_GE(asked, 1);
}

TEST(WaitWithin, LetsWhatIsThrownPass) {
  EXPECT_THROW(wait_within(1, []() -> bool { throw std::runtime_error("lost"); }),
               std::runtime_error);
}

}  // namespace
}  // namespace steelyard::kit
