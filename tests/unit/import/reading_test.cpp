#include "results/import/reading.hpp"

#include <gmock/gmock.h>

#include "harness/core/error.hpp"

namespace steelyard::results::import {
namespace {

using testing::ElementsAre;

CaseDraft draft(int ranks = 1) {
  CaseDraft out;
  out.spec = parse_case("allreduce:bytes=8,ranks=3");
  out.group = "allreduce, tool";
  out.method = "tool, fastest";
  out.timing = "blocking";
  out.path = "mpi";
  out.ranks = ranks;
  out.work.message_bytes = 8;
  out.warmup_iterations = 5;
  return out;
}

TEST(Reading, MakesACaseOfADraft) {
  const CaseRecord record = make_case(draft(3), {0.5, 0.25});
  EXPECT_EQ(record.name, "allreduce:bytes=8,ranks=3");
  EXPECT_EQ(record.workload, "allreduce");
  EXPECT_EQ(record.group, "allreduce, tool");
  EXPECT_EQ(record.data_pattern, "tool, fastest");
  EXPECT_EQ(record.method_version, 0);
  EXPECT_EQ(record.timing, "blocking");
  EXPECT_EQ(record.path, "mpi");
  EXPECT_EQ(record.ranks, 3);
  EXPECT_EQ(record.work.message_bytes, 8);
  EXPECT_EQ(record.outcome, Outcome::passed);
  EXPECT_EQ(record.reason, "");
  ASSERT_EQ(record.visits.size(), 1U);
  EXPECT_EQ(record.visits[0].warmup_iterations, 5);
  EXPECT_EQ(record.visits[0].stop, StopReason::sample_limit);
  EXPECT_THAT(record.visits[0].samples, ElementsAre(0.5, 0.5, 0.5, 0.25, 0.25, 0.25));
  EXPECT_TRUE(record.visits[0].batches.empty());
}

TEST(Reading, KeepsTimesOfRanks) {
  EXPECT_THAT(make_case_by_rank(draft(2), {1, 2, 3, 4}).visits[0].samples, ElementsAre(1, 2, 3, 4));
}

TEST(Reading, AWrongResultIsAFailure) {
  CaseDraft wrong = draft();
  wrong.verification.state = VerificationState::failed;
  wrong.verification.evidence = "3 elements";
  const CaseRecord record = make_case(wrong, {1});
  EXPECT_EQ(record.outcome, Outcome::failed);
  EXPECT_EQ(record.reason, "3 elements");
  EXPECT_EQ(record.visits[0].samples.size(), 1U);
}

TEST(Reading, RefusesImpossibleTimes) {
  for (const double wrong : {0.0, -1.0, 0.9e-12, 1.1e12}) {
    EXPECT_THROW(make_case(draft(), {1, wrong}), DataError) << wrong;
  }
  EXPECT_NO_THROW(make_case(draft(), {1e-12, 1e12}));
}

TEST(Reading, HoldsNoMoreThanItsLimits) {
  EXPECT_THROW(make_case(draft(most_ranks), std::vector<double>(most_times / most_ranks + 1, 1.0)),
               DataError);
  Reading reading;
  const CaseRecord half = make_case(draft(), std::vector<double>(most_times / 2, 1.0));
  reading.add(half);
  reading.add(half);
  EXPECT_THROW(reading.add(make_case(draft(), {1})), DataError);
  Reading many;
  for (std::size_t i = 0; i < most_cases; ++i) many.add(make_case(draft(), {1}));
  EXPECT_EQ(many.read, most_cases);
  EXPECT_THROW(many.add(make_case(draft(), {1})), DataError);
}

TEST(Reading, CountsWhatIsLeftOutByReason) {
  Reading reading;
  reading.leave_out("odd", 3);
  reading.leave_out("even", 4);
  reading.leave_out("odd", 5);
  ASSERT_EQ(reading.left_out.size(), 2U);
  EXPECT_EQ(reading.left_out[0].reason, "odd");
  EXPECT_EQ(reading.left_out[0].results, 2U);
  EXPECT_EQ(reading.left_out[0].first_line, 3U);
  EXPECT_EQ(reading.left_out[1].results, 1U);
}

TEST(Reading, MakesValuesFitForNames) {
  EXPECT_EQ(name_value("aZ09_.-"), "aZ09_.-");
  EXPECT_EQ(name_value("BM_x/8<int>,=\x1b"), "BM_x.8.int....");
  EXPECT_EQ(name_value(""), "none");
  EXPECT_EQ(name_value(std::string(300, 'a')).size(), 200U);
}

}  // namespace
}  // namespace steelyard::results::import
