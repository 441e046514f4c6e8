#include "harness/core/case_times.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness/core/error.hpp"

namespace steelyard {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

Visit visit_of(int round, std::vector<double> samples, std::vector<Batch> batches = {}) {
  Visit visit;
  visit.round = round;
  visit.samples = std::move(samples);
  visit.batches = std::move(batches);
  return visit;
}

CaseRecord record_of(int ranks, std::vector<Visit> visits) {
  CaseRecord record;
  record.ranks = ranks;
  record.visits = std::move(visits);
  return record;
}

Batch calm(std::uint64_t samples) { return {.samples = samples}; }
Batch disturbed(std::uint64_t samples) { return {.samples = samples, .disturbed = true}; }

TEST(SlowestRankTimes, TakeTheLargestOfEachSampleOverRanks) {
  const CaseRecord record =
      record_of(3, {visit_of(1, {1, 5, 2, /**/ 7, 3, 4}), visit_of(2, {}), visit_of(3, {1, 2, 9})});
  EXPECT_THAT(slowest_rank_times(record), ElementsAre(ElementsAre(5, 7), ElementsAre(9)));
}

TEST(SlowestRankTimes, RefuseWhatIsNoTime) {
  for (const double wrong : {0.0, -1.0, 1e-13, 1e13}) {
    EXPECT_THROW(slowest_rank_times(record_of(2, {visit_of(1, {1, wrong})})), DataError) << wrong;
  }
  EXPECT_THROW(slowest_rank_times(record_of(2, {visit_of(1, {1})})), DataError);
  EXPECT_THROW(slowest_rank_times(record_of(0, {visit_of(1, {1})})), DataError);
}

TEST(QuotedTimes, AreAllWhereNothingWasDisturbed) {
  const QuotedTimes quoted =
      quoted_times(record_of(1, {visit_of(1, {1, 2, 3}, {calm(2), calm(1)}), visit_of(2, {4})}));
  EXPECT_THAT(quoted.rounds, ElementsAre(ElementsAre(1, 2, 3), ElementsAre(4)));
  EXPECT_EQ(quoted.samples, 4u);
  EXPECT_EQ(quoted.left_out, 0u);
  EXPECT_EQ(quoted.measured_rounds, 2u);
}

TEST(QuotedTimes, LeaveDisturbedBatchesOut) {
  const QuotedTimes quoted =
      quoted_times(record_of(1, {visit_of(1, {1, 2, 3, 90, 91}, {calm(3), disturbed(2)}),
                                 visit_of(2, {92, 4, 5, 6}, {disturbed(1), calm(3)}),
                                 visit_of(3, {93, 94}, {disturbed(2)})}));
  EXPECT_THAT(quoted.rounds, ElementsAre(ElementsAre(1, 2, 3), ElementsAre(4, 5, 6)));
  EXPECT_EQ(quoted.samples, 11u);
  EXPECT_EQ(quoted.left_out, 5u);
  EXPECT_EQ(quoted.measured_rounds, 3u);
}

TEST(QuotedTimes, AreAllWhereTooFewSamplesAreLeft) {
  const CaseRecord record = record_of(1, {visit_of(1, {1, 2, 3, 9}, {calm(3), disturbed(1)}),
                                          visit_of(2, {9, 4, 5}, {disturbed(1), calm(2)})});
  EXPECT_EQ(quoted_times(record).left_out, 0u);
  EXPECT_THAT(quoted_times(record).rounds,
              ElementsAre(ElementsAre(1, 2, 3, 9), ElementsAre(9, 4, 5)));
}

TEST(QuotedTimes, AreAllWhereTooFewRoundsAreLeft) {
  const std::vector<double> six{1, 2, 3, 4, 5, 6};
  const Visit good = visit_of(1, six, {calm(6)});
  const Visit bad = visit_of(2, six, {disturbed(6)});
  EXPECT_EQ(quoted_times(record_of(1, {good})).left_out, 0u);
  EXPECT_EQ(quoted_times(record_of(1, {good, bad})).left_out, 0u) << "one round says little";
  EXPECT_EQ(quoted_times(record_of(1, {good, good, bad})).left_out, 6u);
  EXPECT_EQ(quoted_times(record_of(1, {good, good, bad, bad, bad, bad})).left_out, 24u);
  EXPECT_EQ(quoted_times(record_of(1, {good, good, bad, bad, bad, bad, bad})).left_out, 0u)
      << "two of seven rounds are less than a third";
}

TEST(QuotedTimes, MayBeThoseOfASingleRound) {
  const Visit only = visit_of(1, {1, 2, 3, 4, 5, 6, 90}, {calm(6), disturbed(1)});
  EXPECT_EQ(quoted_times(record_of(1, {only})).left_out, 1u);
}

TEST(QuotedTimes, AreNoneOfACaseWithoutSamples) {
  EXPECT_THAT(quoted_times(record_of(1, {visit_of(1, {})})).rounds, IsEmpty());
  EXPECT_EQ(quoted_times(record_of(1, {})).samples, 0u);
}

TEST(DisturbedSamples, MarkEverySampleOfADisturbedBatch) {
  EXPECT_THAT(disturbed_samples(visit_of(1, {1, 2, 3}, {calm(1), disturbed(2)})),
              ElementsAre(0, 1, 1));
  EXPECT_THAT(disturbed_samples(visit_of(1, {1, 2, 3})), IsEmpty());
}

}  // namespace
}  // namespace steelyard
