// A run that goes on where an earlier one ended.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>

#include "harness/run/conclusion.hpp"
#include "harness/run/runner.hpp"
#include "tests/unit/runner/scripted_workload.hpp"

namespace steelyard::run {
namespace {

using testing::Contains;
using testing::Each;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

constexpr int cases = 4;
constexpr int rounds = 3;

/// Visits in the order in which the seed of scripted runs plans them.
std::vector<std::pair<int, std::size_t>> planned_visits() {
  std::vector<std::pair<int, std::size_t>> visits;
  for (int round = 1; round <= rounds; ++round) {
    for (const std::size_t index : round_order(42, round, cases)) visits.emplace_back(round, index);
  }
  return visits;
}

/// What the file of a whole run would hold if it had been killed after so many visits; a case is
/// concluded with its last visit, unless `concluded` is false.
RunRecord killed_after(const RunRecord& whole, std::size_t count, bool concluded = true) {
  RunRecord run = whole;
  run.info.state = RunState::running;
  run.info.wall_seconds = 0;
  for (CaseRecord& record : run.cases) {
    record.visits.clear();
    record.outcome = Outcome::not_reached;
    record.reason = "the run ended before this case was measured";
  }
  const auto visits = planned_visits();
  for (std::size_t i = 0; i < count; ++i) {
    const auto [round, index] = visits[i];
    CaseRecord& record = run.cases[index];
    record.visits.push_back(whole.cases[index].visits[static_cast<std::size_t>(round) - 1]);
    if (round == rounds && concluded) record.outcome = whole.cases[index].outcome;
  }
  return run;
}

const RunRecord& whole_run() {
  static const RunRecord whole = execute_scripted({.cases = cases, .rounds = rounds}).record;
  return whole;
}

std::vector<std::string> visits_in(const std::vector<std::string>& diary) {
  std::vector<std::string> visits;
  for (const std::string& entry : diary) {
    if (entry.starts_with("visit")) visits.push_back(entry);
  }
  return visits;
}

TEST(ResumedRun, MakesExactlyTheMissingVisitsInThePlannedOrder) {
  const auto visits = planned_visits();
  for (std::size_t there = 0; there <= visits.size(); ++there) {
    const RunRecord file = killed_after(whole_run(), there);
    const ScriptedResult result =
        execute_scripted({.cases = cases, .rounds = rounds, .earlier = &file});
    std::vector<std::string> missing;
    for (std::size_t i = there; i < visits.size(); ++i) {
      missing.push_back(
          fmt::format("visit {} scripted:n={},ranks=2", visits[i].first, visits[i].second + 1));
    }
    EXPECT_EQ(visits_in(result.diary), missing) << there;
    EXPECT_EQ(result.diary.front(), "start 4");
    EXPECT_EQ(result.diary.back(), "end complete");
    for (const CaseRecord& record : result.record.cases) {
      EXPECT_EQ(record.outcome, Outcome::passed);
      ASSERT_EQ(record.visits.size(), 3u);
      for (int round = 1; round <= rounds; ++round) {
        EXPECT_EQ(record.visits[static_cast<std::size_t>(round) - 1].round, round);
      }
    }
    EXPECT_THAT(result.outcomes, Each(Outcome::passed));
    EXPECT_EQ(exit_code_of(result.record), ExitCode::fine);
  }
}

TEST(ResumedRun, KeepsOldSamplesAndConcludesOverAllRounds) {
  RunRecord file = killed_after(whole_run(), 2 * cases + 1);
  const std::size_t open = round_order(42, 3, cases)[1];
  // So slow in the earlier rounds that the interval over all rounds can not be narrow.
  for (Visit& visit : file.cases[open].visits) {
    for (double& sample : visit.samples) sample = 1000;
  }
  const ScriptedResult result =
      execute_scripted({.cases = cases, .rounds = rounds, .precision = 0.4, .earlier = &file});
  const CaseRecord& record = result.record.cases[open];
  EXPECT_THAT(record.visits[0].samples, Each(1000.0));
  EXPECT_THAT(record.visits[2].samples, Each(testing::Lt(1000.0)));
  EXPECT_EQ(record.outcome, Outcome::unstable);
  EXPECT_THAT(record.reason, HasSubstr("40.0 % was asked for"));
}

TEST(ResumedRun, LeavesFinishedCasesAlone) {
  RunRecord file = killed_after(whole_run(), 2);
  file.cases[0].outcome = Outcome::failed;
  file.cases[1].outcome = Outcome::timeout;
  file.cases[2].outcome = Outcome::skipped;
  std::atomic<int> prepared = 0;
  ScriptedRun run{.cases = cases, .rounds = rounds, .earlier = &file};
  run.script.on_prepare = [&](int) { ++prepared; };
  const ScriptedResult result = execute_scripted(run);
  EXPECT_THAT(result.outcomes,
              ElementsAre(Outcome::failed, Outcome::timeout, Outcome::skipped, Outcome::passed));
  for (const std::string& entry : result.diary) {
    EXPECT_THAT(entry, Not(HasSubstr("n=1,")));
    EXPECT_THAT(entry, Not(HasSubstr("n=2,")));
    EXPECT_THAT(entry, Not(HasSubstr("n=3,")));
  }
  const int missing = rounds - last_round(file.cases[3]);
  EXPECT_EQ(prepared, 2 * (1 + missing)) << "two ranks verify once and visit what is missing";
}

TEST(ResumedRun, ConcludesAtOnceWhatHasAllItsVisits) {
  const RunRecord file = killed_after(whole_run(), rounds * cases - 1, false);
  const ScriptedResult result =
      execute_scripted({.cases = cases, .rounds = rounds, .earlier = &file});
  ASSERT_EQ(result.diary.size(), 1u + (cases - 1) + 1 + 1 + 1);
  for (std::size_t i = 1; i < cases; ++i) EXPECT_THAT(result.diary[i], HasSubstr("done passed"));
  EXPECT_THAT(result.diary[cases], HasSubstr("visit 3"));
  EXPECT_THAT(result.outcomes, Each(Outcome::passed));
}

TEST(ResumedRun, VerifiesAgainWhatItVisitsAgain) {
  const RunRecord file = killed_after(whole_run(), cases);
  ScriptedRun run{.cases = cases, .rounds = rounds, .earlier = &file};
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
    EXPECT_EQ(record.visits.size(), 1u) << "what was measured before is kept";
  }
}

TEST(ResumedRun, GoesOnWithTheClockWhereItStopped) {
  RunRecord file = killed_after(whole_run(), 3);
  const std::size_t first = planned_visits()[0].second;
  file.cases[first].visits[0].start_seconds = 5000;
  file.cases[first].visits[0].wall_seconds = 10;
  const ScriptedResult result =
      execute_scripted({.cases = cases, .rounds = rounds, .earlier = &file});
  double latest = 5010;
  const auto visits = planned_visits();
  for (std::size_t i = 3; i < visits.size(); ++i) {
    const auto [round, index] = visits[i];
    const Visit& visit = result.record.cases[index].visits[static_cast<std::size_t>(round) - 1];
    EXPECT_GE(visit.start_seconds, latest);
    latest = visit.start_seconds + visit.wall_seconds;
  }
  EXPECT_GE(result.record.info.wall_seconds, latest);
  EXPECT_LT(result.record.info.wall_seconds, 5500);
  ASSERT_EQ(result.record.info.continuations.size(), 1u);
  EXPECT_EQ(result.record.info.continuations[0].start_seconds, 5010);
}

TEST(ResumedRun, CountsTheTimeUsedBeforeAgainstTheBudget) {
  RunRecord file = killed_after(whole_run(), 3);
  file.cases[planned_visits()[0].second].visits[0].wall_seconds = 5000;
  const ScriptedResult result = execute_scripted(
      {.cases = cases, .rounds = rounds, .budget_seconds = 4000, .earlier = &file});
  EXPECT_TRUE(visits_in(result.diary).empty());
  EXPECT_EQ(exit_code_of(result.record), ExitCode::incomplete);
  const ScriptedResult longer = execute_scripted(
      {.cases = cases, .rounds = rounds, .budget_seconds = 6000, .earlier = &file});
  EXPECT_EQ(visits_in(longer.diary).size(), rounds * cases - 3u);
}

TEST(ResumedRun, GoesOnWithACaseThatIsNotPreciseWithinTheBudget) {
  RunRecord file = killed_after(whole_run(), rounds * cases, false);
  for (Visit& visit : file.cases[0].visits) {
    for (double& sample : visit.samples) sample *= visit.round;  // no two rounds agree
  }
  const ScriptedResult result = execute_scripted({.cases = cases,
                                                  .rounds = rounds,
                                                  .precision = 0.05,
                                                  .budget_seconds = elapsed_seconds(file) + 1,
                                                  .earlier = &file});
  EXPECT_GT(result.record.cases[0].visits.size(), static_cast<std::size_t>(rounds));
}

TEST(ResumedRun, CountsTheVisitsThatAreThereAsDone) {
  const RunRecord file = killed_after(whole_run(), 5);
  const ScriptedResult result =
      execute_scripted({.cases = cases, .rounds = rounds, .earlier = &file});
  ASSERT_FALSE(result.progress.empty());
  EXPECT_EQ(result.progress.front().visits_done, 5u);
  EXPECT_EQ(result.progress.front().visits_total, rounds * cases + 4u);
  EXPECT_EQ(result.progress.back().visits_done, rounds * cases + 3u);
}

TEST(ResumedRun, RefusesOtherDevicesOnEveryRank) {
  RunRecord file = killed_after(whole_run(), 1);
  file.info.origin = Origin::emulated;
  const ScriptedResult result =
      execute_scripted({.cases = cases, .rounds = rounds, .earlier = &file});
  EXPECT_THAT(result.ended, HasSubstr("origin: emulated in the file, measured now"));
  EXPECT_TRUE(result.diary.empty());
}

}  // namespace
}  // namespace steelyard::run
