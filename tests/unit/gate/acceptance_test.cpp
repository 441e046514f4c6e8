#include "results/verdicts/gate/acceptance.hpp"

#include <gmock/gmock.h>

#include "tests/unit/gate/made_runs.hpp"

namespace steelyard::results {
namespace {

using test::timed_run;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

std::vector<SummarisedRun> sound_runs(std::size_t count) {
  std::vector<SummarisedRun> runs;
  for (std::size_t i = 0; i < count; ++i) {
    runs.push_back(timed_run("r" + std::to_string(i), {1, 2}));
    runs.back().run.info.uuid = runs.back().name;
    runs.back().run.info.state = RunState::complete;
    runs.back().run.info.origin = Origin::measured;
  }
  return runs;
}

std::vector<std::string> words(const std::vector<SummarisedRun>& runs) {
  std::vector<std::string> out;
  for (const auto& doubt : acceptance_doubts(runs)) out.push_back(doubt.word);
  return out;
}

TEST(AcceptanceDoubts, HaveNothingAgainstThreeSoundRuns) {
  EXPECT_THAT(words(sound_runs(3)), IsEmpty());
}

TEST(AcceptanceDoubts, WantThreeRuns) {
  EXPECT_THAT(words(sound_runs(2)), ElementsAre("few"));
  EXPECT_THAT(acceptance_doubts(sound_runs(1))[0].sentence, HasSubstr("1 run, where 3 are"));
}

TEST(AcceptanceDoubts, WantFiguresOfAllCasesButThoseSkipped) {
  for (const Outcome outcome :
       {Outcome::failed, Outcome::timeout, Outcome::error, Outcome::out_of_memory,
        Outcome::implausible, Outcome::not_reached}) {
    auto runs = sound_runs(3);
    runs[1].run.cases[1].outcome = outcome;
    EXPECT_THAT(words(runs), ElementsAre("failed")) << name(outcome);
  }
  for (const Outcome outcome : {Outcome::skipped, Outcome::unstable}) {
    auto runs = sound_runs(3);
    runs[1].run.cases[1].outcome = outcome;
    EXPECT_THAT(words(runs), IsEmpty()) << name(outcome);
  }
}

TEST(AcceptanceDoubts, NameTheFirstCaseWithoutAFigureAndTheirNumber) {
  auto runs = sound_runs(3);
  runs[0].run.cases[0].verification.state = VerificationState::failed;
  runs[0].times[1]->fault = "no time";
  const auto doubts = acceptance_doubts(runs);
  ASSERT_EQ(doubts.size(), 1U);
  EXPECT_THAT(doubts[0].sentence, HasSubstr("2 of 2 cases of r0 have no sound figure, such as " +
                                            runs[0].run.cases[0].name + " (wrong result)"));
  runs[0].times[1].reset();
  EXPECT_THAT(acceptance_doubts(runs)[0].sentence, HasSubstr("2 of 2"));
}

TEST(AcceptanceDoubts, WantRunsThatEndedAndWereMeasured) {
  auto runs = sound_runs(3);
  runs[0].run.info.state = RunState::interrupted;
  runs[2].run.info.origin = Origin::emulated;
  EXPECT_THAT(words(runs), ElementsAre("unfinished", "origin"));
}

TEST(AcceptanceDoubts, LetNoWordPassARunThatIsGivenTwice) {
  auto runs = sound_runs(3);
  runs[2].run.info.uuid = runs[0].run.info.uuid;
  EXPECT_THAT(words(runs), ElementsAre(""));
}

}  // namespace
}  // namespace steelyard::results
