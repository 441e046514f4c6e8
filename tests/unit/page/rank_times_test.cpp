#include "results/report/page/rank_times.hpp"

#include <gmock/gmock.h>

#include "tests/unit/page/made_page.hpp"

namespace steelyard::results::page {
namespace {

using test::visit_of;
using testing::IsEmpty;

/// Rank 0 takes 1 to 5 s in two rounds, rank 1 ten times that.
CaseRecord two_ranks() {
  CaseRecord record = test::passed_case("triad:bytes=1000", "memory", 1, 2);
  record.visits = {visit_of(1, {5, 50, 1, 10, 4, 40}), visit_of(2, {}),
                   visit_of(3, {2, 20, 3, 30})};
  return record;
}

Environment one_known_rank() {
  Environment environment;
  RankInfo info;
  info.rank = 1;
  info.host = "node7";
  info.device = "cuda:3";
  environment.ranks = {info};
  return environment;
}

TEST(RankTimes, HasQuantilesOfAllSamplesOfEachRank) {
  const auto ranks = rank_times(two_ranks(), one_known_rank());
  ASSERT_EQ(ranks.size(), 2U);
  EXPECT_EQ(ranks[0].rank, 0);
  EXPECT_EQ(ranks[0].samples, 5U);
  EXPECT_DOUBLE_EQ(ranks[0].p5, 1.2);
  EXPECT_DOUBLE_EQ(ranks[0].p25, 2);
  EXPECT_DOUBLE_EQ(ranks[0].p50, 3);
  EXPECT_DOUBLE_EQ(ranks[0].p75, 4);
  EXPECT_DOUBLE_EQ(ranks[0].p95, 4.8);
  EXPECT_EQ(ranks[1].rank, 1);
  EXPECT_DOUBLE_EQ(ranks[1].p25, 20);
  EXPECT_DOUBLE_EQ(ranks[1].p95, 48);
}

TEST(RankTimes, SaysWhereARankIsIfTheFileDoes) {
  const auto ranks = rank_times(two_ranks(), one_known_rank());
  EXPECT_EQ(ranks[0].host, "");
  EXPECT_EQ(ranks[0].device, "");
  EXPECT_EQ(ranks[1].host, "node7");
  EXPECT_EQ(ranks[1].device, "cuda:3");
}

TEST(RankTimes, CountsDisturbedSamplesToo) {
  CaseRecord record = two_ranks();
  Batch batch;
  batch.samples = 3;
  batch.disturbed = true;
  record.visits[0].batches = {batch};
  EXPECT_EQ(rank_times(record, {})[0].samples, 5U);
}

TEST(RankTimes, AreNoneWithoutSamplesThatCanBeQuoted) {
  CaseRecord record = two_ranks();
  record.outcome = Outcome::timeout;
  EXPECT_THAT(rank_times(record, {}), IsEmpty());
  record = two_ranks();
  record.visits.clear();
  EXPECT_THAT(rank_times(record, {}), IsEmpty());
}

TEST(RankTimes, AreNoneOfMalformedSamples) {
  CaseRecord record = two_ranks();
  record.visits[0].samples.pop_back();
  EXPECT_THAT(rank_times(record, {}), IsEmpty());
  record = two_ranks();
  record.visits[0].samples[0] = -1;
  EXPECT_THAT(rank_times(record, {}), IsEmpty());
  record = two_ranks();
  record.ranks = 0;
  EXPECT_THAT(rank_times(record, {}), IsEmpty());
  record.ranks = -1;
  EXPECT_THAT(rank_times(record, {}), IsEmpty());
}

std::vector<RankTimes> with_medians(const std::vector<double>& medians) {
  std::vector<RankTimes> ranks;
  for (const double median : medians) {
    RankTimes& row = ranks.emplace_back();
    row.rank = static_cast<int>(ranks.size()) - 1;
    row.p50 = median;
  }
  return ranks;
}

std::vector<int> numbers_of(const std::vector<RankTimes>& ranks) {
  std::vector<int> numbers;
  for (const RankTimes& each : ranks) numbers.push_back(each.rank);
  return numbers;
}

TEST(Extremes, AreAllWhereThereIsRoom) {
  EXPECT_EQ(numbers_of(extremes(with_medians({3, 1, 2, 4}), 4)), (std::vector{0, 1, 2, 3}));
}

TEST(Extremes, AreTheFastestAndTheSlowestByRank) {
  EXPECT_EQ(numbers_of(extremes(with_medians({3, 9, 5, 1, 4, 7, 2}), 4)),
            (std::vector{1, 3, 5, 6}));
}

}  // namespace
}  // namespace steelyard::results::page
