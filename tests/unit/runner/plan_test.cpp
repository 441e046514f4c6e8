#include "harness/run/plan.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>

#include "harness/core/error.hpp"
#include "tests/unit/runner/scripted_workload.hpp"

namespace steelyard::run {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;

const ScriptedWorkload workload{Script{}};

const Workload& find(std::string_view) { return workload; }

Plan plan_of(const Suite& suite, int ranks = 2) {
  PlanContext context;
  context.ranks = ranks;
  return make_plan(suite, find, context, 5);
}

SuiteCase entry(const std::string& text, const std::string& group = "g") {
  return {.spec = parse_case(text), .group = group, .source = "", .data = DataPattern::normal};
}

TEST(MakePlan, GivesEveryCaseItsIdentity) {
  const Plan plan = plan_of(scripted_suite(3, 4));
  ASSERT_EQ(plan.cases.size(), 3u);
  EXPECT_EQ(plan.rounds, 4);
  EXPECT_EQ(plan.seed, 5u);
  const CaseRecord& record = plan.cases[1].record;
  EXPECT_EQ(record.name, "scripted:n=2,ranks=2");
  EXPECT_EQ(record.id, case_id("scripted:n=2,ranks=2", 7, "normal"));
  EXPECT_EQ(record.workload, "scripted");
  EXPECT_EQ(record.group, "g");
  EXPECT_EQ(record.method_version, 7);
  EXPECT_EQ(record.data_pattern, "normal");
  EXPECT_EQ(record.timing, "device-events");
  EXPECT_EQ(record.work.bytes_moved, 8192);
  EXPECT_EQ(record.ranks, 2);
  EXPECT_EQ(record.outcome, Outcome::not_reached);
  EXPECT_NE(record.reason, "");
  EXPECT_TRUE(plan.cases[1].open);
  EXPECT_EQ(plan.cases[1].memory.device_bytes, 2ull << 30);
}

TEST(MakePlan, SkipsACaseForAnotherNumberOfRanks) {
  Suite suite = scripted_suite(0, 1);
  suite.cases = {entry("scripted:n=1,ranks=8"), entry("scripted:n=1,ranks=2")};
  const Plan plan = plan_of(suite);
  EXPECT_FALSE(plan.cases[0].open);
  EXPECT_EQ(plan.cases[0].record.outcome, Outcome::skipped);
  EXPECT_THAT(plan.cases[0].record.reason, HasSubstr("needs 8 ranks, this run has 2"));
  EXPECT_TRUE(plan.cases[1].open);
}

TEST(MakePlan, NamesTheCaseThatIsWrong) {
  Suite suite = scripted_suite(0, 1);
  suite.name = "mine";
  suite.cases = {entry("scripted:n=666", "bad")};
  try {
    plan_of(suite);
    FAIL() << "accepted";
  } catch (const UsageError& error) {
    EXPECT_THAT(error.what(), AllOf(HasSubstr("mine"), HasSubstr("bad"),
                                    HasSubstr("scripted:n=666"), HasSubstr("is not done")));
  }
}

TEST(MakePlan, RefusesTheSameCaseTwice) {
  Suite suite = scripted_suite(0, 1);
  suite.cases = {entry("scripted:n=1", "a"), entry("scripted:n=1,ranks=2", "b")};
  try {
    plan_of(suite);
    FAIL() << "accepted";
  } catch (const UsageError& error) {
    EXPECT_THAT(error.what(),
                AllOf(HasSubstr("twice"), HasSubstr("group a"), HasSubstr("group b")));
  }
}

TEST(MakePlan, TellsCasesApartByTheirData) {
  Suite suite = scripted_suite(0, 1);
  suite.cases = {entry("scripted:n=1"), entry("scripted:n=1")};
  suite.cases[1].data = DataPattern::zeros;
  const Plan plan = plan_of(suite);
  EXPECT_NE(plan.cases[0].record.id, plan.cases[1].record.id);
}

constexpr std::uint64_t gib = 1ull << 30;

TEST(SkipWhatDoesNotFit, ComparesDeviceMemoryWithWhatIsFree) {
  Plan plan = plan_of(scripted_suite(3, 1));  // 1, 2 and 3 GiB
  skip_what_does_not_fit(plan, 2 * gib, 100 * gib, false);
  EXPECT_TRUE(plan.cases[0].open);
  EXPECT_TRUE(plan.cases[1].open) << "exactly what is free fits";
  EXPECT_FALSE(plan.cases[2].open);
  EXPECT_EQ(plan.cases[2].record.outcome, Outcome::skipped);
  EXPECT_THAT(plan.cases[2].record.reason,
              AllOf(HasSubstr("needs 3.00 GiB of device memory"), HasSubstr("2.00 GiB are free")));
}

TEST(SkipWhatDoesNotFit, ComparesHostMemoryToo) {
  Plan plan = plan_of(scripted_suite(2, 1));  // 1 and 2 MiB of host memory
  skip_what_does_not_fit(plan, 100 * gib, 1 << 20, false);
  EXPECT_TRUE(plan.cases[0].open);
  EXPECT_FALSE(plan.cases[1].open);
  EXPECT_THAT(plan.cases[1].record.reason, HasSubstr("host memory"));
}

TEST(SkipWhatDoesNotFit, AddsBothWhereTheyAreOneMemory) {
  Plan plan = plan_of(scripted_suite(1, 1));  // 1 GiB and 1 MiB
  skip_what_does_not_fit(plan, gib, 100 * gib, true);
  EXPECT_FALSE(plan.cases[0].open);
  plan = plan_of(scripted_suite(1, 1));
  skip_what_does_not_fit(plan, gib + (1 << 20), 0, true);
  EXPECT_TRUE(plan.cases[0].open);
}

std::vector<bool> kept(const Plan& plan) {
  std::vector<bool> marks;
  for (const PlannedCase& planned : plan.cases) marks.push_back(planned.kept);
  return marks;
}

TEST(KeepWhatFitsTogether, KeepsTheSmallestInHalfOfTheMemory) {
  Plan plan = plan_of(scripted_suite(3, 1));  // 1, 2 and 3 GiB of the device
  keep_what_fits_together(plan, 12 * gib, 100 * gib, false);
  EXPECT_THAT(kept(plan), ElementsAre(true, true, true));
  plan = plan_of(scripted_suite(3, 1));
  keep_what_fits_together(plan, 12 * gib - 1, 100 * gib, false);
  EXPECT_THAT(kept(plan), ElementsAre(true, true, false));
  plan = plan_of(scripted_suite(3, 1));
  keep_what_fits_together(plan, gib, 100 * gib, false);
  EXPECT_THAT(kept(plan), ElementsAre(false, false, false));
}

TEST(KeepWhatFitsTogether, LeavesRoomForTheLargest) {
  Plan plan = plan_of(scripted_suite(3, 1));
  keep_what_fits_together(plan, 4 * gib, 100 * gib, false);
  EXPECT_THAT(kept(plan), ElementsAre(true, false, false));
  plan = plan_of(scripted_suite(3, 1));
  keep_what_fits_together(plan, 4 * gib - 1, 100 * gib, false);
  EXPECT_THAT(kept(plan), ElementsAre(false, false, false)) << "3 GiB and 1 GiB do not fit";
}

TEST(KeepWhatFitsTogether, LooksAtHostMemoryToo) {
  Plan plan = plan_of(scripted_suite(3, 1));  // 1, 2 and 3 MiB of the host
  keep_what_fits_together(plan, 100 * gib, 6 << 20, false);
  EXPECT_THAT(kept(plan), ElementsAre(true, true, false));
  plan = plan_of(scripted_suite(1, 1));
  keep_what_fits_together(plan, 2 * gib + (2 << 20), 0, true);
  EXPECT_THAT(kept(plan), ElementsAre(true)) << "one memory holds both";
  plan = plan_of(scripted_suite(1, 1));
  keep_what_fits_together(plan, 2 * gib + (2 << 20) - 1, 0, true);
  EXPECT_THAT(kept(plan), ElementsAre(false));
}

TEST(KeepWhatFitsTogether, PassesOverClosedCases) {
  Plan plan = plan_of(scripted_suite(2, 1));
  plan.cases[0].open = false;
  keep_what_fits_together(plan, 100 * gib, 100 * gib, false);
  EXPECT_THAT(kept(plan), ElementsAre(false, true));
}

TEST(RoundOrder, IsAPermutation) {
  auto order = round_order(1, 1, 100);
  std::sort(order.begin(), order.end());
  std::vector<std::size_t> all(100);
  std::iota(all.begin(), all.end(), std::size_t{0});
  EXPECT_EQ(order, all);
}

TEST(RoundOrder, IsTheSameForTheSameSeedAndRoundOnly) {
  EXPECT_EQ(round_order(1, 1, 50), round_order(1, 1, 50));
  EXPECT_NE(round_order(1, 1, 50), round_order(1, 2, 50));
  EXPECT_NE(round_order(1, 1, 50), round_order(2, 1, 50));
  EXPECT_NE(round_order(1, 1, 50), round_order(1 + (1ull << 32), 1, 50));
}

TEST(RoundOrder, IsFair) {
  // Each of 4 cases comes first about equally often in 4,000 rounds.
  std::vector<int> first(4, 0);
  for (int round = 1; round <= 4000; ++round) ++first[round_order(9, round, 4)[0]];
  for (const int count : first) EXPECT_NEAR(count, 1000, 150);
}

TEST(RoundOrder, CopesWithNoneAndOne) {
  EXPECT_TRUE(round_order(1, 1, 0).empty());
  EXPECT_THAT(round_order(1, 1, 1), testing::ElementsAre(0));
}

TEST(Fingerprint, ChangesWithEverythingThatMatters) {
  const Plan plan = plan_of(scripted_suite(2, 3));
  EXPECT_EQ(fingerprint(plan), fingerprint(plan_of(scripted_suite(2, 3))));
  EXPECT_NE(fingerprint(plan), fingerprint(plan_of(scripted_suite(2, 4))));
  EXPECT_NE(fingerprint(plan), fingerprint(plan_of(scripted_suite(3, 3))));
  EXPECT_NE(fingerprint(plan), fingerprint(plan_of(scripted_suite(2, 3), 4)));
  Plan other = plan;
  other.seed = 6;
  EXPECT_NE(fingerprint(plan), fingerprint(other));
}

}  // namespace
}  // namespace steelyard::run
