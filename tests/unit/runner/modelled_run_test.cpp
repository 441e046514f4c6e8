#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>

#include "harness/core/model/model_card.hpp"
#include "harness/run/conclusion.hpp"
#include "tests/unit/runner/scripted_workload.hpp"

/// A run on a chip that exists as figures alone.
namespace steelyard::run {
namespace {

using testing::Each;
using testing::HasSubstr;

class ModelledRun : public testing::Test {
 protected:
  void SetUp() override {
    ModelCard card;
    card.chip = "acme-one";
    card.vendor = "Acme";
    card.name = "One";
    card.figures["memory bandwidth"] = {1e9, "B/s", "press", ""};
    card.figures["memory efficiency"] = {0.5, "fraction", "press", ""};
    card.figures["launch"] = {1e-6, "s", "press", ""};
    ::setenv(model_card_variable, to_text(card).c_str(), 1);
  }
  void TearDown() override { ::unsetenv(model_card_variable); }

  /// One case; its iteration fills 4096 bytes, 8.192 us through memory after a launch of 1 us.
  static ScriptedRun run_of(Timing timing) {
    ScriptedRun run{.cases = 1, .rounds = 1};
    run.backend = "model";
    run.script.timing = timing;
    return run;
  }
};

TEST_F(ModelledRun, IsNeitherVerifiedNorLoaded) {
  ScriptedRun run = run_of(Timing::device_events);
  run.script.on_verify = [](int) -> Verification {
    ADD_FAILURE() << "there is nothing to verify";
    return {};
  };
  run.script.on_load = [](int) { ADD_FAILURE() << "there is nowhere to load to"; };
  const ScriptedResult result = execute_scripted(run);
  ASSERT_EQ(result.record.cases.size(), 1u);
  const CaseRecord& record = result.record.cases[0];
  EXPECT_EQ(record.outcome, Outcome::passed);
  EXPECT_EQ(record.verification.state, VerificationState::not_verified);
  EXPECT_THAT(record.verification.evidence, HasSubstr("a modelled chip computes nothing"));
  EXPECT_EQ(exit_code_of(result.record), ExitCode::fine);
}

TEST_F(ModelledRun, TellsVirtualTimeInEveryMode) {
  for (const Timing timing : {Timing::device_events, Timing::latency, Timing::pipelined}) {
    const ScriptedResult result = execute_scripted(run_of(timing));
    ASSERT_EQ(result.record.cases.size(), 1u);
    const CaseRecord& record = result.record.cases[0];
    EXPECT_EQ(record.timing, name(timing));
    ASSERT_EQ(record.visits.size(), 1u);
    EXPECT_THAT(record.visits[0].samples, Each(testing::DoubleNear(9.192e-6, 1e-15)))
        << name(timing);
    EXPECT_EQ(record.visits[0].stop, StopReason::precision_reached);
    EXPECT_EQ(record.reached_precision, 0);
  }
}

}  // namespace
}  // namespace steelyard::run
