#include "harness/run/runner.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "harness/core/error.hpp"
#include "harness/core/log.hpp"
#include "harness/run/conclusion.hpp"
#include "tests/unit/runner/scripted_workload.hpp"

namespace steelyard::run {
namespace {

using testing::Contains;
using testing::Each;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::StartsWith;

TEST(Execute, VisitsEveryCaseInEveryRoundAndTellsTheCollectors) {
  const ScriptedResult result = execute_scripted({.cases = 2, .rounds = 2});
  ASSERT_EQ(result.diary.size(), 1u + 4 + 2 + 1);
  EXPECT_EQ(result.diary.front(), "start 2");
  EXPECT_EQ(result.diary.back(), "end complete");
  for (const char* entry :
       {"visit 1 scripted:n=1,ranks=2", "visit 2 scripted:n=1,ranks=2",
        "visit 1 scripted:n=2,ranks=2", "visit 2 scripted:n=2,ranks=2",
        "done passed scripted:n=1,ranks=2", "done passed scripted:n=2,ranks=2"}) {
    EXPECT_EQ(std::count(result.diary.begin(), result.diary.end(), entry), 1) << entry;
  }
  EXPECT_EQ(exit_code_of(result.record), ExitCode::fine);
}

TEST(Execute, GathersTelemetryOnTheClockOfTheRunBeforeItIsDone) {
  const ScriptedResult result = execute_scripted({.cases = 1, .rounds = 1, .ranks = 3});
  const std::vector<TelemetrySample>& telemetry = result.record.telemetry;
  ASSERT_EQ(telemetry.size(), 3u);
  const Visit& visit = result.record.cases.at(0).visits.at(0);
  for (int rank = 0; rank < 3; ++rank) {
    const TelemetrySample& sample = telemetry[static_cast<std::size_t>(rank)];
    EXPECT_EQ(sample.rank, rank);
    EXPECT_GE(sample.seconds, visit.start_seconds + visit.wall_seconds - 1e-3);
    EXPECT_LE(sample.seconds, result.record.info.wall_seconds + 1e-3);
  }
}

TEST(Execute, FollowsThePlannedOrderOfEachRound) {
  const ScriptedResult result = execute_scripted({.cases = 5, .rounds = 2, .ranks = 1});
  std::vector<std::string> visits;
  for (const std::string& entry : result.diary) {
    if (entry.starts_with("visit")) visits.push_back(entry);
  }
  std::vector<std::string> planned;
  for (int round = 1; round <= 2; ++round) {
    for (const std::size_t index : round_order(42, round, 5)) {
      planned.push_back(fmt::format("visit {} scripted:n={},ranks=1", round, index + 1));
    }
  }
  EXPECT_EQ(visits, planned);
}

TEST(Execute, KeepsEverySampleOfEveryRank) {
  const ScriptedResult result = execute_scripted({.cases = 1, .rounds = 3, .ranks = 3});
  ASSERT_EQ(result.record.cases.size(), 1u);
  const CaseRecord& record = result.record.cases[0];
  ASSERT_EQ(record.visits.size(), 3u);
  for (std::size_t i = 0; i < record.visits.size(); ++i) {
    const Visit& visit = record.visits[i];
    EXPECT_EQ(visit.round, static_cast<int>(i) + 1);
    EXPECT_GE(visit.samples.size(), 3u * 10);
    EXPECT_EQ(visit.samples.size() % 3, 0u);
    EXPECT_THAT(visit.samples, Each(testing::Gt(0.0)));
    EXPECT_GT(visit.warmup_iterations, 0);
    EXPECT_EQ(visit.stop, StopReason::precision_reached);
    EXPECT_GT(visit.wall_seconds, 0);
    EXPECT_GT(visit.start_seconds, 0);
  }
  EXPECT_LT(record.visits[0].start_seconds, record.visits[1].start_seconds);
  EXPECT_EQ(record.outcome, Outcome::passed);
  EXPECT_EQ(record.algorithm, "by hand");
  EXPECT_EQ(record.timing, "device-events");
  EXPECT_EQ(record.target_precision, 10);
  EXPECT_EQ(record.verification.state, VerificationState::verified);
  EXPECT_EQ(record.verification.elements_checked, 3u);
  EXPECT_NE(record.probe_unit, "");
  EXPECT_GT(record.visits[0].probe_before.rate, 0);
  EXPECT_GT(record.visits[0].probe_after.rate, 0);
  EXPECT_FALSE(record.visits[0].disturbed);
}

TEST(Execute, DoesNotTimeAWrongResult) {
  ScriptedRun run{.cases = 2, .rounds = 2};
  run.script.on_verify = [](int rank) -> Verification {
    return {.state = rank == 1 ? VerificationState::failed : VerificationState::verified,
            .method = "exact",
            .evidence = rank == 1 ? "element 3 is 5, not 4" : "",
            .worst_error = 0,
            .elements_checked = 1};
  };
  const ScriptedResult result = execute_scripted(run);
  for (const CaseRecord& record : result.record.cases) {
    EXPECT_EQ(record.outcome, Outcome::failed);
    EXPECT_EQ(record.reason, "wrong result: rank 1 (node, fake:0): element 3 is 5, not 4");
    EXPECT_TRUE(record.visits.empty());
  }
  EXPECT_THAT(result.outcomes, Each(Outcome::failed));
  EXPECT_EQ(exit_code_of(result.record), ExitCode::wrong_result);
  EXPECT_EQ(
      std::count_if(result.diary.begin(), result.diary.end(),
                    [](const std::string& entry) { return entry.starts_with("done failed"); }),
      2);
}

TEST(Execute, MeasuresWhatCouldNotBeVerifiedAndSaysSo) {
  ScriptedRun run{.cases = 1, .rounds = 1};
  run.script.on_verify = [](int) -> Verification {
    return {.state = VerificationState::not_verified,
            .method = "",
            .evidence = "no oracle",
            .worst_error = 0,
            .elements_checked = 0};
  };
  const ScriptedResult result = execute_scripted(run);
  EXPECT_EQ(result.record.cases[0].outcome, Outcome::passed);
  EXPECT_EQ(result.record.cases[0].verification.state, VerificationState::not_verified);
}

TEST(Execute, GoesOnAfterOneRankThrowsWhilePreparing) {
  ScriptedRun run{.cases = 2, .rounds = 1};
  int prepared = 0;
  run.script.on_prepare = [&](int rank) {
    if (rank == 1 && prepared++ == 0) throw OutOfMemory("no room for n=1");
  };
  const ScriptedResult result = execute_scripted(run);
  EXPECT_EQ(result.record.cases[0].outcome, Outcome::out_of_memory);
  EXPECT_EQ(result.record.cases[0].reason, "rank 1 (node, fake:0): no room for n=1");
  EXPECT_EQ(result.record.cases[1].outcome, Outcome::passed);
  EXPECT_THAT(result.outcomes, ElementsAre(Outcome::out_of_memory, Outcome::passed));
  EXPECT_EQ(exit_code_of(result.record), ExitCode::incomplete);
}

TEST(Execute, LeavesNobodyWaitingWhenOneRankThrowsWhileTimed) {
  ScriptedRun run{.cases = 1, .rounds = 2};
  run.script.on_enqueue = [](int rank, std::uint64_t iteration, CaseContext& context) {
    context.comm.barrier();
    if (rank == 1 && iteration == 4) throw DeviceError("ECC error");
  };
  const ScriptedResult result = execute_scripted(run);
  EXPECT_EQ(result.record.cases[0].outcome, Outcome::error);
  EXPECT_EQ(result.record.cases[0].reason, "rank 1 (node, fake:0): ECC error");
  EXPECT_THAT(result.outcomes, ElementsAre(Outcome::error));
  EXPECT_EQ(exit_code_of(result.record), ExitCode::incomplete);
}

TEST(Execute, SkipsWhatADeviceDoesNotSupport) {
  ScriptedRun run{.cases = 1, .rounds = 1};
  run.script.on_prepare = [](int) { throw Unsupported("no fp8 here"); };
  const ScriptedResult result = execute_scripted(run);
  EXPECT_EQ(result.record.cases[0].outcome, Outcome::skipped);
  EXPECT_EQ(exit_code_of(result.record), ExitCode::fine);
}

TEST(Execute, RecordsWhatTheBudgetLeftOver) {
  ScriptedRun run{.cases = 2, .rounds = 2};
  run.budget_seconds = 1e-9;
  const ScriptedResult result = execute_scripted(run);
  for (const CaseRecord& record : result.record.cases) {
    EXPECT_EQ(record.outcome, Outcome::not_reached);
    EXPECT_THAT(record.reason, HasSubstr("budget of 1e-09 s"));
  }
  EXPECT_EQ(result.diary.back(), "end complete");
  EXPECT_EQ(exit_code_of(result.record), ExitCode::incomplete);
}

TEST(Execute, EndsOnEveryRankWhenTheRunFileCannotBeMade) {
  const ScriptedResult result = execute_scripted({.collector_throws_at = "start 2"});
  EXPECT_THAT(result.ended, HasSubstr("the diary is full"));
  EXPECT_TRUE(result.diary.empty());
}

TEST(Execute, EndsOnEveryRankWhenAVisitCannotBeKept) {
  const ScriptedResult result =
      execute_scripted({.cases = 1, .collector_throws_at = "visit 1 scripted:n=1,ranks=2"});
  EXPECT_THAT(result.ended, HasSubstr("the diary is full"));
  EXPECT_THAT(result.diary, ElementsAre("start 1"));
}

TEST(Execute, ShowsProgressFromVerificationToTheLastVisit) {
  const ScriptedResult result = execute_scripted({.cases = 2, .rounds = 2});
  ASSERT_FALSE(result.progress.empty());
  EXPECT_EQ(result.progress.front().round, 0);
  EXPECT_EQ(result.progress.front().visits_done, 0u);
  EXPECT_EQ(result.progress.front().visits_total, 6u);
  EXPECT_EQ(result.progress.back().round, 2);
  EXPECT_EQ(result.progress.back().visits_done, 5u);
  std::vector<std::string> steps;
  for (const Progress& progress : result.progress) steps.push_back(progress.step);
  for (const char* step : {"prepare", "verify", "warm up", "sample", "write"}) {
    EXPECT_THAT(steps, Contains(step));
  }
}

TEST(Execute, TimesACollectiveOnTheHostInEachMode) {
  for (const Timing timing : {Timing::latency, Timing::pipelined}) {
    ScriptedRun run{.cases = 1, .rounds = 1};
    run.script.timing = timing;
    run.script.path = "mpi";
    run.script.on_enqueue = [](int, std::uint64_t, CaseContext& context) {
      context.comm.barrier();
    };
    const ScriptedResult result = execute_scripted(run);
    const CaseRecord& record = result.record.cases[0];
    EXPECT_EQ(record.outcome, Outcome::passed) << record.reason;
    EXPECT_THAT(record.timing, StartsWith(std::string(name(timing))));
    const Visit& visit = record.visits.at(0);
    EXPECT_THAT(visit.samples, Each(testing::Gt(0.0)));
    if (timing == Timing::latency) {
      EXPECT_EQ(visit.late.size() * 2, visit.samples.size());
      EXPECT_EQ(visit.late_iterations,
                static_cast<std::uint64_t>(std::count(visit.late.begin(), visit.late.end(), 1)));
    } else {
      EXPECT_TRUE(visit.late.empty());
    }
  }
}

TEST(Execute, RecordsTheCaseThatHangsAndEndsAllRanks) {
  set_log_level(LogLevel::silent);
  ScriptedRun run{.cases = 1, .rounds = 1};
  run.step_timeout_seconds = 0.2;
  run.script.on_enqueue = [](int rank, std::uint64_t iteration, CaseContext& context) {
    // Rank 1 stays away for good: it waits for a message that nobody sends.
    std::byte never{};
    if (rank == 1 && iteration == 3) context.comm.receive(std::span(&never, 1), 0);
    context.comm.barrier();
  };
  const ScriptedResult result = execute_scripted(run);
  set_log_level(LogLevel::info);
  EXPECT_THAT(result.ended, HasSubstr("exit code 4"));
  EXPECT_THAT(result.diary,
              ElementsAre("start 1", "done timeout scripted:n=1,ranks=2", "end interrupted"));
}

TEST(ExitCodeOf, TakesTheGravestCase) {
  const auto code = [](std::vector<Outcome> outcomes) {
    RunRecord run;
    for (const Outcome outcome : outcomes) run.cases.emplace_back().outcome = outcome;
    return exit_code_of(run);
  };
  EXPECT_EQ(code({}), ExitCode::fine);
  EXPECT_EQ(code({Outcome::passed, Outcome::unstable, Outcome::skipped, Outcome::implausible}),
            ExitCode::fine);
  EXPECT_EQ(code({Outcome::passed, Outcome::failed}), ExitCode::wrong_result);
  for (const Outcome outcome :
       {Outcome::out_of_memory, Outcome::timeout, Outcome::error, Outcome::not_reached}) {
    EXPECT_EQ(code({outcome}), ExitCode::incomplete);
    EXPECT_EQ(code({Outcome::failed, outcome}), ExitCode::incomplete);
  }
}

}  // namespace
}  // namespace steelyard::run
