#include "results/store/thinned_samples.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "harness/core/case_times.hpp"
#include "harness/core/statistics/quantiles.hpp"
#include "tests/unit/store/sample_run.hpp"

namespace steelyard::results {
namespace {

using ::testing::IsEmpty;

CaseRecord record_of(int ranks, std::vector<double> samples) {
  CaseRecord record;
  record.ranks = ranks;
  record.visits.emplace_back().samples = std::move(samples);
  return record;
}

std::vector<double> flat(const RoundSamples& rounds) {
  std::vector<double> all;
  for (const auto& round : rounds) all.insert(all.end(), round.begin(), round.end());
  return all;
}

TEST(ThinnedSamples, AreTheQuantilesOfWhatIsQuoted) {
  const CaseRecord record = testing::sample_run().cases[0];
  const QuotedTimes quoted = quoted_times(record);
  std::vector<std::vector<double>> of_rows{flat(quoted.rounds)};
  for (auto& times : rank_times(record, quoted)) of_rows.push_back(times);
  const auto rows = thinned_samples(record);
  ASSERT_EQ(rows.size(), 4 * quantile_levels);
  for (std::size_t row = 0; row < 4; ++row) {
    for (std::size_t k = 0; k < quantile_levels; ++k) {
      const double wanted = quantile(of_rows[row], static_cast<double>(k) / 20);
      EXPECT_NEAR(rows[row * quantile_levels + k] / wanted, 1, 1e-7) << row << " " << k;
    }
  }
}

TEST(ThinnedSamples, OfOneRankHaveOneRow) {
  const auto rows = thinned_samples(record_of(1, {3, 1, 2}));
  ASSERT_EQ(rows.size(), quantile_levels);
  EXPECT_EQ(rows.front(), 1);
  EXPECT_EQ(rows[10], 2);
  EXPECT_EQ(rows.back(), 3);
}

TEST(ThinnedSamples, OfTwoRanksHaveThatOfTheSlowestFirst) {
  const auto rows = thinned_samples(record_of(2, {1, 4, 3, 2}));
  ASSERT_EQ(rows.size(), 3 * quantile_levels);
  EXPECT_EQ(rows[0], 3);
  EXPECT_EQ(rows[20], 4);
  EXPECT_EQ(rows[quantile_levels], 1);
  EXPECT_EQ(rows[quantile_levels + 20], 3);
  EXPECT_EQ(rows[2 * quantile_levels], 2);
  EXPECT_EQ(rows[2 * quantile_levels + 20], 4);
}

TEST(ThinnedSamples, OfASingleSampleAreAllTheSame) {
  EXPECT_THAT(thinned_samples(record_of(1, {0.5})), ::testing::Each(0.5F));
}

TEST(ThinnedSamples, AreNoneWhereThereAreNoTimes) {
  EXPECT_THAT(thinned_samples(record_of(1, {})), IsEmpty());
  EXPECT_THAT(thinned_samples(record_of(1, {-1})), IsEmpty());
  EXPECT_THAT(thinned_samples(record_of(0, {1})), IsEmpty());
}

TEST(ThinnedSamples, HaveARowMoreThanRanksUnlessThereIsOne) {
  EXPECT_EQ(thinned_rows(1), 1U);
  EXPECT_EQ(thinned_rows(2), 3U);
  EXPECT_EQ(thinned_rows(8), 9U);
}

TEST(ThinnedSamples, AreToldFromWhatCannotBe) {
  std::vector<float> rows(2 * quantile_levels, 1);
  EXPECT_TRUE(are_thinned(rows));
  EXPECT_TRUE(are_thinned({}));
  EXPECT_FALSE(are_thinned(std::span(rows).first(quantile_levels + 1)));
  for (const float wrong : {0.0F, -1.0F, std::nanf(""), std::numeric_limits<float>::infinity()}) {
    for (const std::size_t at : {std::size_t{0}, 2 * quantile_levels - 1}) {
      auto other = rows;
      other[at] = wrong;
      EXPECT_FALSE(are_thinned(other)) << wrong << " " << at;
    }
  }
  rows[3] = 0.5F;
  EXPECT_FALSE(are_thinned(rows));
  rows[3] = 1;
  rows[2 * quantile_levels - 1] = 2;
  EXPECT_TRUE(are_thinned(rows));
}

}  // namespace
}  // namespace steelyard::results
