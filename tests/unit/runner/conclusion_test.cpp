#include "harness/run/conclusion.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace steelyard::run {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

Visit visit_of(int round, std::vector<double> samples) {
  Visit visit;
  visit.round = round;
  visit.samples = std::move(samples);
  return visit;
}

CaseRecord record_with(int ranks, std::vector<Visit> visits) {
  CaseRecord record;
  record.ranks = ranks;
  record.target_precision = 0.05;
  record.visits = std::move(visits);
  return record;
}

TEST(SlowestByRound, TakesTheLargestOfEachIterationOverRanks) {
  const CaseRecord record =
      record_with(3, {visit_of(1, {1, 5, 2, /**/ 7, 3, 4}), visit_of(2, {1, 2, 9})});
  EXPECT_THAT(slowest_by_round(record), ElementsAre(ElementsAre(5, 7), ElementsAre(9)));
}

TEST(SlowestByRound, LeavesOutVisitsWithoutSamples) {
  EXPECT_THAT(slowest_by_round(record_with(1, {visit_of(1, {}), visit_of(2, {4})})),
              ElementsAre(ElementsAre(4)));
}

TEST(Conclude, PassesWhenTheIntervalIsNarrowAndAllRoundsAreThere) {
  CaseRecord record = record_with(1, {visit_of(1, {10, 10, 10}), visit_of(2, {10, 10.1, 10})});
  conclude(record, 2);
  EXPECT_EQ(record.outcome, Outcome::passed);
  EXPECT_EQ(record.reason, "");
  EXPECT_LE(record.reached_precision, 0.05);
}

TEST(Conclude, IsUnstableWhenRoundsDisagree) {
  CaseRecord record = record_with(1, {visit_of(1, {10, 10, 10}), visit_of(2, {20, 20, 20})});
  conclude(record, 2);
  EXPECT_EQ(record.outcome, Outcome::unstable);
  EXPECT_GT(record.reached_precision, 0.05);
  EXPECT_THAT(record.reason, HasSubstr("+-5.0 % was asked for"));
}

TEST(Conclude, IsUnstableWhenARoundIsMissing) {
  CaseRecord record = record_with(1, {visit_of(1, {10, 10, 10}), visit_of(2, {10, 10, 10})});
  conclude(record, 3);
  EXPECT_EQ(record.outcome, Outcome::unstable);
  EXPECT_EQ(record.reason, "2 of 3 rounds were measured");
}

TEST(Conclude, PassesAtExactlyTheTarget) {
  CaseRecord record = record_with(1, {visit_of(1, {10, 10, 10, 10, 10, 10})});
  record.target_precision = 0;
  conclude(record, 1);
  EXPECT_EQ(record.outcome, Outcome::passed);
}

TEST(Conclude, TrustsNoIntervalOfFewerThanSixIterations) {
  CaseRecord record = record_with(1, {visit_of(1, {10, 10, 10, 10, 10})});
  conclude(record, 1);
  EXPECT_EQ(record.outcome, Outcome::unstable);
  EXPECT_EQ(record.reason, "5 iterations are too few for an interval");
  record = record_with(1, {visit_of(1, {10, 10, 10}), visit_of(2, {10, 10, 10})});
  conclude(record, 2);
  EXPECT_EQ(record.outcome, Outcome::passed);
}

TEST(Conclude, LeavesACaseWithoutSamplesAlone) {
  CaseRecord record = record_with(1, {});
  record.reason = "the budget of 5 s was used up before its turn";
  conclude(record, 3);
  EXPECT_EQ(record.outcome, Outcome::not_reached);
  EXPECT_THAT(record.reason, HasSubstr("budget"));
}

}  // namespace
}  // namespace steelyard::run
