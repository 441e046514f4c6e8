#include "harness/run/conclusion.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness/core/case_times.hpp"

namespace steelyard::run {
namespace {

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

void conclude(CaseRecord& record, int rounds) {
  RunInfo run;
  run.uuid = "a run";
  run.rounds = rounds;
  run::conclude(run, record);
}

TEST(Conclude, PassesWhenTheIntervalIsNarrowAndAllRoundsAreThere) {
  CaseRecord record = record_with(1, {visit_of(1, {10, 10, 10}), visit_of(2, {10, 10.02, 10})});
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
  EXPECT_EQ(record.reason, "5 samples are too few for an interval");
  record = record_with(1, {visit_of(1, {10, 10, 10}), visit_of(2, {10, 10, 10})});
  conclude(record, 2);
  EXPECT_EQ(record.outcome, Outcome::passed);
}

TEST(Conclude, QuotesTheIntervalThatReportsQuote) {
  CaseRecord record = record_with(1, {visit_of(1, {10, 11, 10}), visit_of(2, {10, 12, 11})});
  record.id = "c";
  conclude(record, 2);
  RunInfo run;
  run.uuid = "a run";
  const Interval interval =
      bootstrap_median({{10, 11, 10}, {10, 12, 11}}, resampling_of(run, record));
  EXPECT_EQ(record.reached_precision, interval.relative_half_width());
}

TEST(Conclude, LeavesDisturbedSamplesOut) {
  CaseRecord record = record_with(
      1, {visit_of(1, {10, 10, 10}), visit_of(2, {10, 10, 10}), visit_of(3, {90, 10, 10})});
  record.visits[2].batches = {{.samples = 2, .disturbed = true}, {.samples = 1}};
  conclude(record, 3);
  EXPECT_EQ(record.outcome, Outcome::passed);
  EXPECT_EQ(record.reached_precision, 0);
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
