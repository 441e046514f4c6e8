#include "results/verdicts/gate/gate.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness/core/error.hpp"
#include "results/verdicts/gate/nights.hpp"
#include "tests/unit/gate/made_runs.hpp"
#include "tests/unit/gate/ranked_runs.hpp"

namespace steelyard::results {
namespace {

using test::noisy_runs;
using test::timed_run;
using testing::HasSubstr;
using testing::IsEmpty;

GateResult gated(const std::vector<SummarisedRun>& baseline,
                 const std::vector<SummarisedRun>& candidate,
                 const std::vector<SummarisedRun>& history = {}, const GateOptions& options = {}) {
  return gate(baseline, candidate, Nights(history), options);
}

TEST(Gate, NamesTheCaseThatBecameSlower) {
  const auto result = gated(noisy_runs("b", 1, 5, 10, 0.01), noisy_runs("c", 2, 3, 10, 0.01, 1.1));
  EXPECT_EQ(result.verdict, GateVerdict::regressed);
  EXPECT_EQ(result.cases[0].verdict, GateVerdict::regressed);
  EXPECT_NEAR(result.cases[0].ratio->point, 1 / 1.1, 0.015);
  EXPECT_LT(result.cases[0].ratio->high, 1);
  for (std::size_t i = 1; i < 10; ++i) {
    EXPECT_EQ(result.cases[i].verdict, GateVerdict::pass) << i;
  }
  EXPECT_EQ(result.counts.at(GateVerdict::pass), 9);
}

TEST(Gate, AGainIsNamedAndIsNoFailure) {
  const auto result = gated(noisy_runs("b", 1, 5, 10, 0.01), noisy_runs("c", 2, 3, 10, 0.01, 0.9));
  EXPECT_EQ(result.cases[0].verdict, GateVerdict::improved);
  EXPECT_EQ(result.verdict, GateVerdict::improved);
}

TEST(Gate, ALossBelowTheFloorPasses) {
  GateOptions options;
  options.floor = 0.15;
  options.detect = 0.3;
  const auto result =
      gated(noisy_runs("b", 1, 5, 10, 0.001), noisy_runs("c", 2, 3, 10, 0.001, 1.1), {}, options);
  EXPECT_EQ(result.verdict, GateVerdict::pass);
  EXPECT_DOUBLE_EQ(result.cases[0].floor, 0.15);
}

TEST(Gate, TheFloorIsTheNoiseWhereThatIsLarger) {
  const auto result = gated(noisy_runs("b", 1, 8, 10, 0.03), noisy_runs("c", 2, 2, 10, 0.03));
  for (const GatedCase& each : result.cases) {
    EXPECT_NEAR(each.floor, 0.03, 0.01);
    EXPECT_GT(each.floor, 0.01);
  }
}

TEST(Gate, OneRunOnEachSideIsInconclusive) {
  const auto result = gated({timed_run("b", {1, 1})}, {timed_run("c", {1.5, 1})});
  EXPECT_EQ(result.verdict, GateVerdict::inconclusive);
  EXPECT_THAT(result.cases[0].reason, HasSubstr("unknown"));
  EXPECT_THAT(result.noise, HasSubstr("--noise"));
  EXPECT_NEAR(result.cases[0].ratio->point, 1 / 1.5, 1e-12);
}

TEST(Gate, HistoryMakesSingleRunsComparable) {
  const auto history = noisy_runs("h", 5, 10, 10, 0.01);
  const auto result =
      gated(noisy_runs("b", 1, 1, 10, 0.01), noisy_runs("c", 2, 1, 10, 0.01, 1.15), history);
  EXPECT_EQ(result.cases[0].verdict, GateVerdict::regressed);
  EXPECT_EQ(result.noise_runs, 10);
}

TEST(Gate, TheNightThatIsJudgedIsNoNoise) {
  const auto baseline = noisy_runs("b", 1, 2, 10, 0.01);
  const auto tonight = noisy_runs("c", 2, 1, 10, 0.01, 1.15);
  auto nights = noisy_runs("h", 5, 10, 10, 0.01);
  const auto without = gated(baseline, tonight, nights);
  nights.push_back(tonight[0]);
  nights.push_back(baseline[0]);
  const auto with = gated(baseline, tonight, nights);
  EXPECT_EQ(with.noise_runs, 10);
  ASSERT_EQ(with.cases.size(), without.cases.size());
  for (std::size_t i = 0; i < with.cases.size(); ++i) {
    EXPECT_EQ(with.cases[i].p_value, without.cases[i].p_value);
    EXPECT_EQ(with.cases[i].degrees, without.cases[i].degrees);
  }
  EXPECT_EQ(with.verdict, GateVerdict::regressed);
}

TEST(Gate, RunsWithoutUuidAreNotTakenForEachOther) {
  auto tonight = noisy_runs("c", 2, 1, 10, 0.01);
  auto nights = noisy_runs("h", 5, 10, 10, 0.01);
  tonight[0].run.info.uuid = "";
  for (SummarisedRun& run : nights) run.run.info.uuid = "";
  EXPECT_EQ(gated(noisy_runs("b", 1, 2, 10, 0.01), tonight, nights).noise_runs, 10);
}

TEST(Gate, SaysHowManyMoreRunsWouldDo) {
  GateOptions options;
  options.detect = 0.035;
  const auto history = noisy_runs("h", 5, 10, 10, 0.01);
  const auto few =
      gated(noisy_runs("b", 1, 10, 10, 0.01), noisy_runs("c", 2, 1, 10, 0.01), history, options);
  ASSERT_EQ(few.cases[1].verdict, GateVerdict::inconclusive);
  ASSERT_GT(few.cases[1].more_runs, 0);
  EXPECT_GT(few.cases[1].detectable, 0.035);
  EXPECT_THAT(few.cases[1].reason, HasSubstr("would do"));
  const auto enough =
      gated(noisy_runs("b", 1, 10, 10, 0.01),
            noisy_runs("c", 2, 2 + few.cases[1].more_runs, 10, 0.01), history, options);
  EXPECT_EQ(enough.cases[1].verdict, GateVerdict::pass);
  options.detect = 0.02;
  const auto hopeless =
      gated(noisy_runs("b", 1, 1, 10, 0.01), noisy_runs("c", 2, 1, 10, 0.01), history, options);
  EXPECT_EQ(hopeless.cases[1].more_runs, 0);
  EXPECT_THAT(hopeless.cases[1].reason, HasSubstr("more baseline runs"));
}

TEST(Gate, ACaseThatFailsOrVanishesIsNoPass) {
  const auto baseline = noisy_runs("b", 1, 3, 4, 0.01);
  for (const Outcome outcome : {Outcome::failed, Outcome::timeout, Outcome::error, Outcome::skipped,
                                Outcome::not_reached, Outcome::out_of_memory}) {
    auto candidate = noisy_runs("c", 2, 2, 4, 0.01);
    candidate[1].run.cases[2].outcome = outcome;
    candidate[1].run.cases[2].reason = "why";
    candidate[1].times[2].reset();
    const auto result = gated(baseline, candidate);
    EXPECT_EQ(result.cases[2].verdict, GateVerdict::failed);
    EXPECT_THAT(result.cases[2].reason, HasSubstr("c1: why"));
    EXPECT_EQ(result.verdict, GateVerdict::failed);
  }
  auto wrong = noisy_runs("c", 2, 2, 4, 0.01);
  wrong[0].run.cases[1].verification.state = VerificationState::failed;
  EXPECT_EQ(gated(baseline, wrong).cases[1].verdict, GateVerdict::failed);
  EXPECT_THAT(gated(baseline, wrong).cases[1].reason, HasSubstr("wrong result in c0"));

  const auto fewer = gated(baseline, noisy_runs("c", 2, 2, 3, 0.01));
  EXPECT_EQ(fewer.cases[3].verdict, GateVerdict::missing);
  EXPECT_THAT(fewer.cases[3].reason, HasSubstr("c0 does not have it"));
  EXPECT_EQ(fewer.cases[3].ratio, std::nullopt);
}

TEST(Gate, ACaseThatIsNewIsNotJudged) {
  const auto result = gated(noisy_runs("b", 1, 3, 3, 0.01), noisy_runs("c", 2, 2, 4, 0.01));
  EXPECT_EQ(result.cases[3].verdict, GateVerdict::added);
  EXPECT_EQ(result.verdict, GateVerdict::added);
}

TEST(Gate, RefusesUnlikeRunsWithEveryReason) {
  auto other = timed_run("c", {1});
  other.run.info.chip = "Two";
  other.run.info.environment.ranks[0].host = "node2";
  try {
    gated({timed_run("b", {1})}, {other});
    FAIL();
  } catch (const DataError& error) {
    EXPECT_THAT(error.what(), HasSubstr("chip of b is One, of c it is Two"));
    EXPECT_THAT(error.what(), HasSubstr("node2"));
    EXPECT_THAT(error.what(), HasSubstr("--allow"));
  }
  GateOptions options;
  options.allow = {Unlike::chip, Unlike::nodes};
  EXPECT_EQ(gated({timed_run("b", {1})}, {other}, {}, options).allowed.size(), 2U);
  EXPECT_THROW(gated({}, {other}), UsageError);
  EXPECT_THROW(gated({other}, {}), UsageError);
}

TEST(Gate, NamesWhatChangedBetweenTheSides) {
  auto candidate = timed_run("c", {1});
  candidate.run.info.tool_version = "9.9";
  EXPECT_THAT(gated({timed_run("b", {1})}, {candidate}).changes,
              testing::ElementsAre("program: 0.1.0 in the baseline, 9.9 in the candidate"));
  EXPECT_THAT(gated({timed_run("b", {1})}, {timed_run("c", {1})}).changes, IsEmpty());
}

TEST(Gate, TheSuiteIsTheGeometricMeanOfTheCasesThatAllRunsHave) {
  const auto result = gated({timed_run("b", {1, 2, 3}), timed_run("b2", {1, 2, 3})},
                            {timed_run("c", {1.1, 2.2}), timed_run("c2", {1.1, 2.2})});
  EXPECT_NEAR(result.ratio->point, 1 / 1.1, 1e-12);
}

TEST(Gate, FewAlarmsInManyCasesWithoutAChange) {
  int nights_with_alarm = 0;
  for (std::uint64_t night = 0; night < 40; ++night) {
    const auto result = gated(noisy_runs("b", 100 + night, 5, 100, 0.01),
                              noisy_runs("c", 900 + night, 2, 100, 0.01));
    if (result.counts.contains(GateVerdict::regressed)) ++nights_with_alarm;
  }
  EXPECT_LE(nights_with_alarm, 2);
}

TEST(Gate, SaysWhichRankCarriesALoss) {
  const auto runs = [](const std::string& name, std::uint64_t seed, std::size_t count,
                       const std::vector<double>& slower) {
    std::vector<SummarisedRun> made;
    for (std::size_t i = 0; i < count; ++i) {
      made.push_back(test::ranked_run(name + std::to_string(i), seed + i, slower));
    }
    return made;
  };
  const auto good = runs("good", 100, 4, {0, 0, 0, 0});
  const auto bad = runs("bad", 200, 1, {0, 0, 0, 0.05});
  const auto result = gate(good, bad, Nights());
  ASSERT_EQ(result.cases.size(), 2U);
  EXPECT_EQ(result.cases[0].verdict, GateVerdict::regressed);
  EXPECT_EQ(result.cases[0].carried_by.words, "rank 3 (node1, cuda:3, One)");
  EXPECT_THAT(result.cases[1].carried_by.words,
              testing::EndsWith("is carried by rank 3 (node1, cuda:3, One)"));
  const auto quiet = gate(good, runs("same", 300, 2, {0, 0, 0, 0}), Nights());
  EXPECT_EQ(quiet.cases[0].carried_by.words, "") << "nothing to be carried";
  const auto better = gate(bad, runs("better", 400, 2, {0, 0, 0, 0}), Nights(good));
  EXPECT_EQ(better.cases[0].verdict, GateVerdict::improved);
  EXPECT_EQ(better.cases[0].carried_by.words, "rank 3 (node1, cuda:3, One)");
}

}  // namespace
}  // namespace steelyard::results
