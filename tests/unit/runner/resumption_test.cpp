#include "harness/run/resumption.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>

#include "harness/comm/thread_communicator.hpp"
#include "harness/core/error.hpp"
#include "harness/run/agreement.hpp"
#include "tests/unit/runner/scripted_workload.hpp"

namespace steelyard::run {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

Visit visit(int round, double start = 0, double wall = 0) {
  Visit made;
  made.round = round;
  made.start_seconds = start;
  made.wall_seconds = wall;
  return made;
}

TEST(ElapsedSeconds, IsTheLatestMomentThatTheFileSpeaksOf) {
  RunRecord run;
  EXPECT_EQ(elapsed_seconds(run), 0);
  run.cases.resize(2);
  run.cases[0].visits = {visit(1, 10, 5), visit(2, 20, 1)};
  run.cases[1].visits = {visit(1, 12, 2)};
  EXPECT_EQ(elapsed_seconds(run), 21);
  run.info.continuations.resize(2);
  run.info.continuations[0].start_seconds = 30;
  run.info.continuations[1].start_seconds = 25;
  EXPECT_EQ(elapsed_seconds(run), 30);
  run.info.wall_seconds = 31;
  EXPECT_EQ(elapsed_seconds(run), 31);
}

TEST(ElapsedSeconds, IgnoresTimesThatAreNone) {
  RunRecord run;
  run.cases.resize(1);
  const double infinite = std::numeric_limits<double>::infinity();
  const double none = std::numeric_limits<double>::quiet_NaN();
  run.cases[0].visits = {visit(1, 3, 1), visit(2, infinite, 0), visit(3, none, 0), visit(4, -9, 0)};
  EXPECT_EQ(elapsed_seconds(run), 4);
}

TEST(LastRound, IsTheHighest) {
  CaseRecord record;
  EXPECT_EQ(last_round(record), 0);
  record.visits = {visit(1), visit(3)};
  EXPECT_EQ(last_round(record), 3);
}

Plan plan_of(int cases) {
  static const ScriptedWorkload workload{Script{}};
  PlanContext context;
  context.ranks = 2;
  return make_plan(
      scripted_suite(cases, 3), [](std::string_view) -> const Workload& { return workload; },
      context, 42);
}

std::vector<CaseRecord> records_of(const Plan& plan) {
  std::vector<CaseRecord> records;
  for (const PlannedCase& planned : plan.cases) records.push_back(planned.record);
  return records;
}

TEST(TakeOver, ClosesWhatHasAnOutcomeAndKeepsVisitsOfTheRest) {
  Plan plan = plan_of(2);
  auto old = records_of(plan);
  old[0].outcome = Outcome::timeout;
  old[0].reason = "rank 1 hung";
  old[0].verification.state = VerificationState::verified;
  old[0].algorithm = "ring";
  old[0].path = "mpi";
  old[0].timing = "latency";
  old[0].probe_unit = "memory";
  old[0].timer_overhead_seconds = 0.5;
  old[0].reached_precision = 0.25;
  old[1].visits = {visit(1), visit(2)};
  take_over(plan, old);

  const PlannedCase& done = plan.cases[0];
  EXPECT_TRUE(done.taken_over);
  EXPECT_FALSE(done.open);
  EXPECT_EQ(done.record.outcome, Outcome::timeout);
  EXPECT_EQ(done.record.reason, "rank 1 hung");
  EXPECT_EQ(done.record.verification.state, VerificationState::verified);
  EXPECT_EQ(done.record.algorithm, "ring");
  EXPECT_EQ(done.record.path, "mpi");
  EXPECT_EQ(done.record.timing, "latency");
  EXPECT_EQ(done.record.probe_unit, "memory");
  EXPECT_EQ(done.record.timer_overhead_seconds, 0.5);
  EXPECT_EQ(done.record.reached_precision, 0.25);
  EXPECT_EQ(done.record.name, "scripted:n=1,ranks=2");

  const PlannedCase& open = plan.cases[1];
  EXPECT_FALSE(open.taken_over);
  EXPECT_TRUE(open.open);
  EXPECT_EQ(open.record.visits.size(), 2u);
  EXPECT_EQ(open.record.outcome, Outcome::not_reached);
}

TEST(TakeOver, KeepsThePlansReasonToSkipWhereNothingWasDecided) {
  Plan plan = plan_of(2);
  auto old = records_of(plan);
  old[0].outcome = Outcome::passed;
  old[1].visits = {visit(1)};
  for (PlannedCase& planned : plan.cases) {
    planned.open = false;
    planned.record.outcome = Outcome::skipped;
    planned.record.reason = "does not fit any more";
  }
  take_over(plan, old);
  EXPECT_EQ(plan.cases[0].record.outcome, Outcome::passed);
  EXPECT_TRUE(plan.cases[0].taken_over);
  EXPECT_EQ(plan.cases[1].record.outcome, Outcome::skipped);
  EXPECT_EQ(plan.cases[1].record.reason, "does not fit any more");
  EXPECT_EQ(plan.cases[1].record.visits.size(), 1u);
  EXPECT_FALSE(plan.cases[1].taken_over);
  EXPECT_FALSE(plan.cases[1].open);
}

TEST(TakeOver, KeepsThePlansTimingWhereARankWasNotToldOfIt) {
  Plan plan = plan_of(1);
  auto old = records_of(plan);
  old[0].timing.clear();
  const std::string timing = plan.cases[0].record.timing;
  take_over(plan, old);
  EXPECT_EQ(plan.cases[0].record.timing, timing);
}

TEST(TakeOver, RefusesOtherCases) {
  const auto old = records_of(plan_of(2));
  Plan fewer = plan_of(1);
  EXPECT_THROW(take_over(fewer, old), UsageError);
  Plan more = plan_of(3);
  EXPECT_THROW(take_over(more, old), UsageError);
  Plan other = plan_of(2);
  other.cases[1].record.id = "another";
  EXPECT_THROW(take_over(other, old), UsageError);
}

RankInfo rank_info() {
  RankInfo rank;
  rank.host = "node1";
  rank.backend = "cuda";
  rank.product = "H20";
  rank.chip_id = "h20";
  rank.driver = "550";
  rank.firmware = "1";
  rank.library_versions = "cuBLAS 12";
  rank.uuid = "GPU-1";
  rank.threads = 4;
  return rank;
}

RunInfo info_of(int ranks) {
  RunInfo info;
  info.environment.ranks.assign(static_cast<std::size_t>(ranks), rank_info());
  return info;
}

TEST(DeviceDifferences, AreNoneOnOtherHostsAndDevicesOfTheSameKind) {
  const RunInfo file = info_of(2);
  RunInfo now = file;
  now.environment.ranks[1].host = "node7";
  now.environment.ranks[1].uuid = "GPU-9";
  now.environment.ranks[1].pci_bus_id = "1";
  now.environment.ranks[1].cpu_binding = "3";
  EXPECT_THAT(device_differences(file, now), IsEmpty());
}

TEST(DeviceDifferences, NameEachMemberThatMatters) {
  const RunInfo file = info_of(4);
  const auto changed = [&](auto change) {
    RunInfo now = file;
    change(now.environment.ranks[2]);
    return device_differences(file, now);
  };
  EXPECT_THAT(changed([](RankInfo& rank) { rank.backend = "hip"; }),
              ElementsAre("backend of rank 2: cuda in the file, hip now"));
  EXPECT_THAT(changed([](RankInfo& rank) { rank.product = "L40S"; }),
              ElementsAre("product of rank 2: H20 in the file, L40S now"));
  EXPECT_THAT(changed([](RankInfo& rank) { rank.chip_id = ""; }),
              ElementsAre("chip id of rank 2: h20 in the file, unknown now"));
  EXPECT_THAT(changed([](RankInfo& rank) { rank.driver = "560"; }),
              ElementsAre("driver of rank 2: 550 in the file, 560 now"));
  EXPECT_THAT(changed([](RankInfo& rank) { rank.firmware = "2"; }),
              ElementsAre("firmware of rank 2: 1 in the file, 2 now"));
  EXPECT_THAT(changed([](RankInfo& rank) { rank.library_versions = "cuBLAS 13"; }),
              ElementsAre("library versions of rank 2: cuBLAS 12 in the file, cuBLAS 13 now"));
  EXPECT_THAT(changed([](RankInfo& rank) { rank.threads = 2; }),
              ElementsAre("threads of rank 2: 4 in the file, 2 now"));
}

TEST(DeviceDifferences, NameRanksThatDifferAlikeTogether) {
  const RunInfo file = info_of(5);
  RunInfo now = file;
  for (std::size_t rank : {std::size_t{0}, std::size_t{1}, std::size_t{4}}) {
    now.environment.ranks[rank].driver = "560";
  }
  now.environment.ranks[2].driver = "570";
  EXPECT_THAT(device_differences(file, now),
              ElementsAre("driver of ranks 0 to 1: 550 in the file, 560 now",
                          "driver of rank 2: 550 in the file, 570 now",
                          "driver of rank 4: 550 in the file, 560 now"));
}

TEST(DeviceDifferences, NameOriginAndNumberOfRanks) {
  const RunInfo file = info_of(2);
  RunInfo now = info_of(3);
  now.origin = Origin::emulated;
  EXPECT_THAT(device_differences(file, now),
              ElementsAre("origin: measured in the file, emulated now",
                          "number of ranks: 2 in the file, 3 now"));
}

TEST(Continued, IsTheFilesRecordWithOneContinuationMore) {
  Resumption earlier;
  earlier.elapsed_seconds = 33;
  earlier.info = info_of(1);
  earlier.info.uuid = "the file's";
  earlier.info.created_utc = "then";
  earlier.info.command_line = "steelyard run";
  earlier.info.state = RunState::interrupted;
  earlier.info.wall_seconds = 33;
  earlier.info.budget_seconds = 100;
  earlier.info.environment.nodes = {{"node1", {}, "<a/>"}, {"node2", {}, "<b/>"}};
  earlier.info.continuations.resize(1);
  RunInfo now = info_of(1);
  now.uuid = "new";
  now.created_utc = "now";
  now.command_line = "steelyard run --resume";
  now.tool_version = "1";
  now.budget_seconds = 200;
  now.environment.nodes = {{"node1", {}, "<a/>"}, {"node2", {}, "<c/>"}, {"node3", {}, "<a/>"}};
  now.environment.warnings = {"load"};

  const RunInfo info = continued(earlier, now);
  EXPECT_EQ(info.uuid, "the file's");
  EXPECT_EQ(info.created_utc, "then");
  EXPECT_EQ(info.command_line, "steelyard run");
  EXPECT_EQ(info.state, RunState::running);
  EXPECT_EQ(info.wall_seconds, 0);
  EXPECT_EQ(info.budget_seconds, 200);
  EXPECT_THAT(info.environment.warnings, IsEmpty());
  EXPECT_EQ(info.environment.nodes[0].topology_xml, "<a/>");
  ASSERT_EQ(info.continuations.size(), 2u);
  const Continuation& last = info.continuations.back();
  EXPECT_EQ(last.created_utc, "now");
  EXPECT_EQ(last.start_seconds, 33);
  EXPECT_EQ(last.command_line, "steelyard run --resume");
  EXPECT_EQ(last.tool_version, "1");
  EXPECT_EQ(last.budget_seconds, 200);
  EXPECT_THAT(last.environment.warnings, ElementsAre("load"));
  ASSERT_EQ(last.environment.nodes.size(), 3u);
  EXPECT_EQ(last.environment.nodes[0].topology_xml, "") << "the file has it already";
  EXPECT_EQ(last.environment.nodes[1].topology_xml, "<c/>");
  EXPECT_EQ(last.environment.nodes[2].topology_xml, "<a/>");
}

TEST(ContinueOrRefuse, RefusesOnEveryRank) {
  comm::run_thread_ranks(3, [](comm::Communicator& comm) {
    RunInfo now = info_of(1);
    now.environment.ranks[0].product = "L40S";
    const Resumption earlier{.info = comm.rank() == 0 ? info_of(1) : RunInfo{}, .cases = {}};
    try {
      continue_or_refuse(comm, earlier, now);
      ADD_FAILURE() << "nothing was thrown";
    } catch (const Ended& error) {
      EXPECT_EQ(error.exit_code(), ExitCode::usage);
      EXPECT_THAT(error.what(), HasSubstr("product of rank 0: H20 in the file, L40S now"));
    }
  });
}

TEST(Refusal, NamesAllDifferencesInOneMessage) {
  EXPECT_THAT(refusal({"seed: 1 in the file, 2 now", "label: a in the file, b now"}),
              HasSubstr("seed: 1 in the file, 2 now; label: a in the file, b now."));
}

}  // namespace
}  // namespace steelyard::run
