#include "harness/comm/clock_offset.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace steelyard::comm {
namespace {

TEST(BestOffset, IsTheRemoteTimeOverTheMiddleOfTheRoundTrip) {
  const std::vector<ClockExchange> one{{.sent = 10, .remote = 111, .received = 14}};
  EXPECT_EQ(best_offset(one).seconds, 99);
  EXPECT_EQ(best_offset(one).uncertainty, 2);
}

TEST(BestOffset, TakesTheShortestRoundTrip) {
  const std::vector<ClockExchange> three{{.sent = 0, .remote = 50, .received = 8},
                                         {.sent = 10, .remote = 61, .received = 11},
                                         {.sent = 20, .remote = 75, .received = 22}};
  EXPECT_EQ(best_offset(three).seconds, 50.5);
  EXPECT_EQ(best_offset(three).uncertainty, 0.5);
}

TEST(MonotonicClock, IsTheSameForTheWholeProcess) {
  EXPECT_EQ(monotonic_clock().identity, monotonic_clock().identity);
  EXPECT_GT(monotonic_clock().identity.size(), 1u);
  const double first = monotonic_clock().seconds();
  EXPECT_LE(first, monotonic_clock().seconds());
}

}  // namespace
}  // namespace steelyard::comm
