#include "results/verdicts/rank_levels.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "tests/unit/core/made_series.hpp"

namespace steelyard::results {
namespace {

using testing::Each;
using testing::ElementsAre;

/// Runs of ranks with independent noise; rank r is slower by `change[r]`.
RankRows rows(std::uint64_t seed, std::size_t runs, const std::vector<double>& change,
              double sigma = 0.01) {
  RankRows out(runs, std::vector<double>(change.size()));
  for (std::size_t rank = 0; rank < change.size(); ++rank) {
    const auto noise = steelyard::test::noise(1000 * seed + rank, runs, sigma);
    for (std::size_t run = 0; run < runs; ++run) out[run][rank] = noise[run] + change[rank];
  }
  return out;
}

const std::vector<double> still(8, 0.0);

std::vector<double> slower(std::initializer_list<std::size_t> ranks, double by, double others = 0) {
  std::vector<double> change(8, others);
  for (const std::size_t rank : ranks) change[rank] = by;
  return change;
}

MovedRanks moved(const std::vector<double>& change, double whole, std::size_t runs = 5,
                 double sigma = 0.01) {
  return moved_ranks(rank_levels(rows(1, 60, still, sigma), rows(2, runs, change, sigma), {}, true),
                     whole);
}

TEST(RankLevels, AreChangesWithTheirErrors) {
  const RankLevels levels =
      rank_levels(rows(1, 60, still), rows(2, 5, slower({3}, 0.05)), {}, true);
  ASSERT_EQ(levels.change.size(), 8U);
  EXPECT_NEAR(levels.change[3], 0.05, 0.015);
  EXPECT_NEAR(levels.change[2], 0, 0.015);
  for (const double error : levels.error) {
    EXPECT_NEAR(error, 0.01 * std::sqrt(1.0 / 5 + 1.0 / 60), 0.0015);
  }
  EXPECT_THAT(levels.degrees, Each(testing::Gt(50)));
}

TEST(RankLevels, LeaveOutWhatAllRanksShare) {
  auto before = rows(1, 30, still);
  auto after = rows(2, 5, slower({3}, 0.05));
  const RankLevels calm = rank_levels(before, after, {}, false);
  for (std::size_t run = 0; run < before.size(); ++run) {
    for (double& each : before[run]) each += run % 2 == 0 ? 0.2 : -0.2;
  }
  const RankLevels shaken = rank_levels(before, after, {}, false);
  for (std::size_t rank = 0; rank < 8; ++rank) {
    EXPECT_NEAR(shaken.error[rank], calm.error[rank], 1e-12);
    EXPECT_NEAR(shaken.change[rank], calm.change[rank], 1e-12);
  }
}

TEST(RankLevels, AreExactWithoutNoise) {
  const RankLevels levels = rank_levels({{1, 2}, {1, 2}}, {{1.5, 2}, {1.5, 2}}, {}, false);
  EXPECT_THAT(levels.change, ElementsAre(0.5, 0));
  EXPECT_THAT(levels.without_strongest, ElementsAre(0.5, 0));
  EXPECT_THAT(levels.error, ElementsAre(0, 0));
}

TEST(RankLevels, OfTwoRanksHaveTheDegreesOfOne) {
  const RankLevels levels =
      rank_levels({{0, 0.02}, {0.02, 0}, {0.01, 0.01}}, {{0, 0.01}, {0.01, 0}}, {}, false);
  // y is half of the difference: squares of +-0.01 twice, of +-0.005 twice; R/(R - 1) = 2.
  const double variance = 2 * (2 * 0.01 * 0.01 + 2 * 0.005 * 0.005) / 3;
  EXPECT_THAT(levels.degrees, ElementsAre(3, 3));
  EXPECT_NEAR(levels.error[0], std::sqrt(variance * (1.0 / 3 + 1.0 / 2)), 1e-12);
}

TEST(RankLevels, TakeNoiseFromOtherRunsToo) {
  const RankRows one{{0.0, 0.0, 0.0}};
  EXPECT_THAT(rank_levels(one, one, {}, false).degrees, Each(0));
  const RankLevels levels =
      rank_levels(one, one, {{0, 0, 0}, {0.03, 0, 0}, {0, 0.03, 0}, {0, 0, 0.03}}, false);
  EXPECT_THAT(levels.degrees, Each(testing::Gt(2.9)));
  EXPECT_THAT(levels.error, Each(testing::Gt(0.01)));
}

TEST(RankLevels, CountNightsThatResembleEachOtherAsFewer) {
  RankRows before(40, std::vector<double>(3));
  for (std::size_t rank = 0; rank < 3; ++rank) {
    const auto noise = steelyard::test::noise(7 + rank, 40, 0.01, 0.7);
    for (std::size_t run = 0; run < 40; ++run) before[run][rank] = noise[run];
  }
  const RankRows after(before.begin(), before.begin() + 5);
  const RankLevels nights = rank_levels(before, after, {}, true);
  const RankLevels runs = rank_levels(before, after, {}, false);
  EXPECT_GT(nights.error[0], 1.5 * runs.error[0]);
  EXPECT_LT(nights.degrees[0], 0.5 * runs.degrees[0]);
}

TEST(RankLevels, KnowTheChangeWithoutTheStrongestRun) {
  const RankRows before{{0, 0}, {0, 0}, {0, 0}};
  EXPECT_NEAR(rank_levels(before, {{0.1, 0}, {0.02, 0}}, {}, false).without_strongest[0], 0.04,
              1e-12);
  EXPECT_NEAR(rank_levels(before, {{-0.1, 0}, {-0.02, 0}}, {}, false).without_strongest[0], -0.04,
              1e-12);
  // The shorter side is the first one.
  EXPECT_NEAR(rank_levels({{0.1, 0}, {0.02, 0}}, before, {}, false).without_strongest[0], -0.04,
              1e-12);
  EXPECT_NEAR(rank_levels({{-0.1, 0}, {-0.02, 0}}, before, {}, false).without_strongest[0], 0.04,
              1e-12);
  EXPECT_NEAR(rank_levels(before, {{0.1, 0}}, {}, false).without_strongest[0], 0.1, 1e-12);
}

TEST(MovedRanks, AreOneOfThem) {
  const MovedRanks found = moved(slower({3}, 0.05), 0.04);
  EXPECT_EQ(found.who, Moved::some);
  EXPECT_EQ(found.marked, (std::vector<bool>{0, 0, 0, 1, 0, 0, 0, 0}));
  EXPECT_EQ(found.unclear, 0U);
}

TEST(MovedRanks, AreThoseThatBecameFaster) {
  const MovedRanks found = moved(slower({0, 6}, -0.05), -0.05);
  EXPECT_EQ(found.who, Moved::some);
  EXPECT_EQ(found.marked, (std::vector<bool>{1, 0, 0, 0, 0, 0, 1, 0}));
}

TEST(MovedRanks, AreHalfOfThem) {
  const MovedRanks found = moved(slower({4, 5, 6, 7}, 0.05), 0.05);
  EXPECT_EQ(found.who, Moved::some);
  EXPECT_EQ(found.marked, (std::vector<bool>{0, 0, 0, 0, 1, 1, 1, 1}));
}

TEST(MovedRanks, AreAllButOne) {
  const MovedRanks found = moved(slower({2}, 0, 0.05), 0.05);
  EXPECT_EQ(found.who, Moved::some);
  EXPECT_EQ(found.marked, (std::vector<bool>{1, 1, 0, 1, 1, 1, 1, 1}));
}

TEST(MovedRanks, AreAllAlike) {
  const MovedRanks found = moved(slower({}, 0, 0.05), 0.05);
  EXPECT_EQ(found.who, Moved::all);
  EXPECT_THAT(found.marked, Each(true));
}

TEST(MovedRanks, AreAllAndOneMoreThanTheOthers) {
  const MovedRanks found = moved(slower({5}, 0.12, 0.06), 0.11);
  EXPECT_EQ(found.who, Moved::all_unlike);
  EXPECT_EQ(found.marked, (std::vector<bool>{0, 0, 0, 0, 0, 1, 0, 0}));
}

TEST(MovedRanks, AreNoneIfTheirLevelsStayed) {
  const MovedRanks found = moved(still, 0.05);
  EXPECT_EQ(found.who, Moved::none);
  EXPECT_THAT(found.marked, Each(false));
}

TEST(MovedRanks, AreNotKnownWhereOneThatStayedWouldBeMissed) {
  EXPECT_EQ(moved(slower({}, 0, 0.02), 0.02, 2).who, Moved::too_noisy);
  EXPECT_EQ(moved(slower({}, 0, 0.02), 0.02, 40).who, Moved::all);
  EXPECT_EQ(moved(slower({}, 0, 0.02), 0.02, 2, 0.001).who, Moved::all);
}

TEST(MovedRanks, AreNotKnownFromOneRunOnEachSide) {
  EXPECT_EQ(moved_ranks(rank_levels({{0, 0}}, {{0, 1}}, {}, false), 1).who, Moved::too_noisy);
}

TEST(MovedRanks, AreNotNamedWhereTheyDifferByTooLittle) {
  // Ranks differ by more than chance, but not by enough to say on which side each is.
  RankLevels levels{slower({3}, 0.035), slower({3}, 0.035), std::vector<double>(8, 0.01),
                    std::vector<double>(8, 100)};
  EXPECT_EQ(moved_ranks(levels, 0.03).who, Moved::unlike);
  levels.change[3] = levels.without_strongest[3] = 0.06;
  EXPECT_EQ(moved_ranks(levels, 0.06).who, Moved::some);
  // The change of the whole is far larger than what any rank did.
  EXPECT_EQ(moved_ranks(levels, 0.13).who, Moved::unlike);
}

TEST(MovedRanks, DoNotHaveOneThatStandsOutByASingleRun) {
  RankLevels levels{slower({3, 5}, 0.1), slower({3}, 0.1), std::vector<double>(8, 0.005),
                    std::vector<double>(8, 100)};
  const MovedRanks found = moved_ranks(levels, 0.1);
  EXPECT_EQ(found.who, Moved::some);
  EXPECT_EQ(found.marked, (std::vector<bool>{0, 0, 0, 1, 0, 0, 0, 0}));
  EXPECT_EQ(found.unclear, 1U);
  levels.without_strongest = still;
  EXPECT_EQ(moved_ranks(levels, 0.1).who, Moved::unlike);
}

TEST(MovedRanks, LeaveOneThatIsTooNoisyToTell) {
  RankLevels levels{slower({3}, 0.1), slower({3}, 0.1), std::vector<double>(8, 0.005),
                    std::vector<double>(8, 100)};
  levels.error[6] = 0.05;
  levels.change[6] = levels.without_strongest[6] = 0.09;
  const MovedRanks found = moved_ranks(levels, 0.1);
  EXPECT_EQ(found.who, Moved::some);
  EXPECT_EQ(found.marked, (std::vector<bool>{0, 0, 0, 1, 0, 0, 0, 0}));
  EXPECT_EQ(found.unclear, 1U);
}

TEST(MovedRanks, AreTakenForTheOtherGroupRarely) {
  int named = 0;
  int wrong = 0;
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    const auto before = rows(2 * seed + 10, 30, still);
    const auto after = rows(2 * seed + 11, 3, slower({3}, 0.05));
    const MovedRanks found = moved_ranks(rank_levels(before, after, {}, true), 0.05);
    if (found.who != Moved::some) continue;
    ++(found.marked == std::vector<bool>{0, 0, 0, 1, 0, 0, 0, 0} ? named : wrong);
  }
  EXPECT_GE(named, 185);
  EXPECT_LE(wrong, 4);
}

}  // namespace
}  // namespace steelyard::results
