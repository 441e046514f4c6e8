#include "results/verdicts/score.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace steelyard::results {
namespace {

using testing::ElementsAre;

Score score(std::size_t chip, double low, double point, double high) {
  Score score;
  score.chip = chip;
  score.ratio = {low, point, high};
  return score;
}

std::vector<std::size_t> order(const std::vector<Score>& scores) {
  std::vector<std::size_t> chips;
  for (const Score& each : scores) chips.push_back(each.chip);
  return chips;
}

std::vector<int> ranks(const std::vector<Score>& scores) {
  std::vector<int> all;
  for (const Score& each : scores) all.push_back(each.rank);
  return all;
}

TEST(GiveRanks, SortsBestFirst) {
  std::vector<Score> scores{score(0, 1, 1, 1), score(1, 3, 3, 3), score(2, 2, 2, 2)};
  give_ranks(scores);
  EXPECT_THAT(order(scores), ElementsAre(1, 2, 0));
  EXPECT_THAT(ranks(scores), ElementsAre(1, 2, 3));
}

TEST(GiveRanks, LetsOverlappingIntervalsShareARank) {
  std::vector<Score> scores{score(0, 0.8, 1, 1.1), score(1, 1.05, 1.2, 1.3),
                            score(2, 0.1, 0.2, 0.3)};
  give_ranks(scores);
  EXPECT_THAT(order(scores), ElementsAre(1, 0, 2));
  EXPECT_THAT(ranks(scores), ElementsAre(1, 1, 3));
}

TEST(GiveRanks, SharesARankWhenIntervalsTouch) {
  std::vector<Score> scores{score(0, 1, 1.5, 2), score(1, 2, 2.5, 3)};
  give_ranks(scores);
  EXPECT_THAT(ranks(scores), ElementsAre(1, 1));
}

TEST(GiveRanks, OrdersScoresWithoutAnIntervalByTheirFigures) {
  std::vector<Score> scores{score(0, 0.5, 1, 5), score(1, 0.1, 2, 9)};
  scores[0].has_interval = scores[1].has_interval = false;
  give_ranks(scores);
  EXPECT_THAT(order(scores), ElementsAre(1, 0));
  EXPECT_THAT(ranks(scores), ElementsAre(1, 2));
}

TEST(GiveRanks, CountsOnlyThoseThatAreCertainlyAhead) {
  // The middle one overlaps both others, which do not overlap each other.
  std::vector<Score> scores{score(0, 3, 4, 5), score(1, 1.5, 2.5, 3.5), score(2, 1, 1.5, 2)};
  give_ranks(scores);
  EXPECT_THAT(ranks(scores), ElementsAre(1, 1, 2));
}

TEST(GiveRanks, KeepsTheOrderOfEquals) {
  std::vector<Score> scores{score(0, 1, 1, 1), score(1, 1, 1, 1)};
  give_ranks(scores);
  EXPECT_THAT(order(scores), ElementsAre(0, 1));
}

}  // namespace
}  // namespace steelyard::results
