#include "results/verdicts/gate/again.hpp"

#include <gmock/gmock.h>

#include "harness/core/error.hpp"
#include "results/verdicts/gate/nights.hpp"
#include "tests/unit/gate/made_runs.hpp"

namespace steelyard::results {
namespace {

using test::noisy_runs;
using test::timed_run;
using ::testing::HasSubstr;

constexpr std::size_t cases = 3;

/// A night in which case 0 is a tenth slower.
GateResult bad_night() {
  auto night =
      gate(noisy_runs("b", 1, 5, cases, 0.01), noisy_runs("c", 2, 3, cases, 0.01, 1.1), Nights());
  night.again.emplace();
  return night;
}

TEST(SuspectsOf, AreTheCasesThatRegressed) {
  const GateResult night = bad_night();
  ASSERT_EQ(suspects_of(night), std::set<std::string>{night.cases[0].id});
}

TEST(JudgeAgain, LeavesRegressedWhatRegressesAgain) {
  GateResult night = bad_night();
  const Interval before = *night.cases[0].ratio;
  judge_again(night, noisy_runs("x", 3, 3, cases, 0.01), noisy_runs("y", 4, 3, cases, 0.01, 1.12),
              {});
  EXPECT_EQ(night.cases[0].verdict, GateVerdict::regressed);
  EXPECT_EQ(night.verdict, GateVerdict::regressed);
  EXPECT_EQ(night.counts,
            (std::map<GateVerdict, int>{{GateVerdict::pass, 2}, {GateVerdict::regressed, 1}}));
  EXPECT_EQ(night.cases[0].ratio->point, before.point);
  ASSERT_EQ(night.again->cases.size(), 1U);
  EXPECT_NEAR(night.again->cases[0].ratio->point, 1 / 1.12, 0.02);
  EXPECT_THAT(night.cases[0].reason, HasSubstr("in the night, 0.8"));
  EXPECT_THAT(night.cases[0].reason, HasSubstr("measured again (3 runs against 3)"));
}

TEST(JudgeAgain, AcquitsWhatWasChance) {
  GateResult night = bad_night();
  judge_again(night, noisy_runs("x", 3, 5, cases, 0.01), noisy_runs("y", 4, 5, cases, 0.01), {});
  EXPECT_EQ(night.cases[0].verdict, GateVerdict::pass);
  EXPECT_EQ(night.verdict, GateVerdict::pass);
  EXPECT_EQ(night.counts, (std::map<GateVerdict, int>{{GateVerdict::pass, 3}}));
  EXPECT_THAT(night.cases[0].reason, HasSubstr("ratio 0.9"));
}

TEST(JudgeAgain, AcquitsWhatIsFasterNow) {
  GateResult night = bad_night();
  judge_again(night, noisy_runs("x", 3, 5, cases, 0.01), noisy_runs("y", 4, 5, cases, 0.01, 0.8),
              {});
  EXPECT_EQ(night.again->cases[0].verdict, GateVerdict::improved);
  EXPECT_EQ(night.cases[0].verdict, GateVerdict::pass);
}

TEST(JudgeAgain, SaysInconclusiveWhereALossCouldBeMissed) {
  GateResult night = bad_night();
  judge_again(night, noisy_runs("x", 3, 2, cases, 0.1), noisy_runs("y", 4, 2, cases, 0.1), {});
  EXPECT_EQ(night.cases[0].verdict, GateVerdict::inconclusive);
  EXPECT_EQ(night.verdict, GateVerdict::inconclusive);
}

TEST(JudgeAgain, CallsFailedAndMissingWhatIsThat) {
  GateResult night = bad_night();
  auto candidate = noisy_runs("y", 4, 3, cases, 0.01);
  candidate[1].run.cases[0].outcome = Outcome::timeout;
  judge_again(night, noisy_runs("x", 3, 3, cases, 0.01), candidate, {});
  EXPECT_EQ(night.cases[0].verdict, GateVerdict::failed);
  EXPECT_THAT(night.cases[0].reason, HasSubstr("timeout in y1"));

  night = bad_night();
  candidate[1].run.cases.erase(candidate[1].run.cases.begin());
  candidate[1].times.erase(candidate[1].times.begin());
  judge_again(night, noisy_runs("x", 3, 3, cases, 0.01), candidate, {});
  EXPECT_EQ(night.cases[0].verdict, GateVerdict::missing);
}

TEST(JudgeAgain, AcquitsNothingThatHasNoFigureOfTheBaseline) {
  GateResult night = bad_night();
  auto baseline = noisy_runs("x", 3, 3, cases, 0.01);
  for (SummarisedRun& run : baseline) run.run.cases[0].outcome = Outcome::error;
  judge_again(night, baseline, noisy_runs("y", 4, 3, cases, 0.01), {});
  EXPECT_EQ(night.cases[0].verdict, GateVerdict::regressed);
}

TEST(JudgeAgain, AcquitsNothingThatWasNotMeasured) {
  GateResult night = bad_night();
  const auto without = [](std::vector<SummarisedRun> runs) {
    for (SummarisedRun& run : runs) {
      run.run.cases.erase(run.run.cases.begin());
      run.times.erase(run.times.begin());
    }
    return runs;
  };
  judge_again(night, without(noisy_runs("x", 3, 3, cases, 0.01)),
              without(noisy_runs("y", 4, 3, cases, 0.01)), {});
  EXPECT_EQ(night.cases[0].verdict, GateVerdict::regressed);
  EXPECT_THAT(night.cases[0].reason, HasSubstr("do not have it"));
}

TEST(JudgeAgain, LooksAtSuspectsAlone) {
  GateResult night = bad_night();
  auto candidate = noisy_runs("y", 4, 3, cases, 0.01);
  for (SummarisedRun& run : candidate) run.times[1]->median_seconds *= 2;
  judge_again(night, noisy_runs("x", 3, 3, cases, 0.01), candidate, {});
  EXPECT_EQ(night.again->cases.size(), 1U);
  EXPECT_EQ(night.cases[1].verdict, GateVerdict::pass);
  EXPECT_EQ(night.cases[1].reason, "");
}

TEST(JudgeAgain, LeavesTheNightAsItIsIfRunsAreNotAlike) {
  GateResult night = bad_night();
  auto candidate = noisy_runs("y", 4, 3, cases, 0.01);
  candidate[0].run.info.chip = "another";
  EXPECT_THROW(judge_again(night, noisy_runs("x", 3, 3, cases, 0.01), candidate, {}), DataError);
  EXPECT_EQ(night.cases[0].verdict, GateVerdict::regressed);
  EXPECT_EQ(night.cases[0].reason, "");
}

}  // namespace
}  // namespace steelyard::results
