#include "results/verdicts/history/levels.hpp"

#include <gtest/gtest.h>

namespace steelyard::results {
namespace {

/// Nights of these seconds, with a change at each of `changes`.
HistoryCase nights(const std::vector<double>& seconds, const std::vector<std::size_t>& changes) {
  HistoryCase series;
  for (std::size_t i = 0; i < seconds.size(); ++i) series.points.push_back({i, seconds[i], false});
  for (const std::size_t point : changes) {
    series.changes.emplace_back();
    series.changes.back().point = point;
  }
  return series;
}

void expect_level(const HistoryLevel& level, std::size_t point, std::size_t points,
                  double seconds) {
  EXPECT_EQ(level.point, point);
  EXPECT_EQ(level.points, points);
  EXPECT_EQ(level.figure, seconds);
}

TEST(Levels, OneWithoutAChange) {
  const auto out = levels(nights({3, 1, 2}, {}));
  ASSERT_EQ(out.size(), 1U);
  expect_level(out[0], 0, 3, 2);
}

TEST(Levels, CoverAllNightsBetweenChanges) {
  const auto out = levels(nights({1, 1, 9, 4, 4, 2, 3}, {3, 5}));
  ASSERT_EQ(out.size(), 3U);
  expect_level(out[0], 0, 3, 1);
  expect_level(out[1], 3, 2, 4);
  expect_level(out[2], 5, 2, 2.5);
}

TEST(Levels, NoneWithoutNights) { EXPECT_TRUE(levels(nights({}, {})).empty()); }

}  // namespace
}  // namespace steelyard::results
