// Is everything there: complete, verified, precise, rounds.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/audit/fit_run.hpp"

namespace steelyard::results {
namespace {

using test::audit_of;
using test::finding_of;
using test::fit_run;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

TEST(AuditComplete, CountsWhatWasMeasuredAndSkipped) {
  const Finding finding = finding_of("complete", [](RunRecord& run) {
    run.cases[0].outcome = Outcome::skipped;
    run.cases[0].visits.clear();
  });
  EXPECT_EQ(finding.result, CheckResult::passed);
  EXPECT_EQ(finding.sentence, "2 of 3 cases of suite three measured, 1 skipped for a reason.");
}

TEST(AuditComplete, FailsForARunThatDidNotEnd) {
  const Finding killed =
      finding_of("complete", [](RunRecord& run) { run.info.state = RunState::running; });
  EXPECT_EQ(killed.result, CheckResult::failed);
  EXPECT_THAT(killed.sentence, HasSubstr("was killed"));
  EXPECT_THAT(killed.remedy, HasSubstr("--resume"));
  const Finding interrupted =
      finding_of("complete", [](RunRecord& run) { run.info.state = RunState::interrupted; });
  EXPECT_EQ(interrupted.result, CheckResult::failed);
  EXPECT_THAT(interrupted.sentence, HasSubstr("was interrupted"));
}

TEST(AuditComplete, NamesCasesThatDidNotEnd) {
  for (const Outcome outcome :
       {Outcome::not_reached, Outcome::timeout, Outcome::error, Outcome::out_of_memory}) {
    const Finding finding =
        finding_of("complete", [&](RunRecord& run) { run.cases[1].outcome = outcome; });
    EXPECT_EQ(finding.result, CheckResult::failed) << name(outcome);
    EXPECT_THAT(finding.named, ElementsAre(HasSubstr("m=2048"))) << name(outcome);
    EXPECT_THAT(finding.sentence, HasSubstr("1 of 3 cases did not end"));
  }
}

TEST(AuditComplete, ComparesWithTheSuite) {
  const Finding gone = finding_of("complete", [](RunRecord& run) { run.cases.pop_back(); });
  EXPECT_EQ(gone.result, CheckResult::failed);
  EXPECT_THAT(gone.named, ElementsAre(AllOf(HasSubstr("allreduce"), HasSubstr("(missing)"))));
  const Finding renamed =
      finding_of("complete", [](RunRecord& run) { run.cases[0].name = "matmul:m=9"; });
  EXPECT_THAT(renamed.named, ElementsAre(HasSubstr("m=1024"), "matmul:m=9 (not of the suite)"));
  EXPECT_THAT(renamed.sentence, HasSubstr("2 names differ"));
}

TEST(AuditComplete, FailsForAnotherTextOfTheSuite) {
  const Finding finding =
      finding_of("complete", [](RunRecord& run) { run.info.suite_text += "# better\n"; });
  EXPECT_EQ(finding.result, CheckResult::failed);
  EXPECT_THAT(finding.sentence, HasSubstr("checksum"));
}

TEST(AuditComplete, FailsForARunInWhichNothingWasMeasured) {
  const Finding finding = finding_of("complete", [](RunRecord& run) {
    for (CaseRecord& record : run.cases) record.outcome = Outcome::skipped;
  });
  EXPECT_EQ(finding.result, CheckResult::failed);
  EXPECT_THAT(finding.sentence, HasSubstr("no case was measured"));
}

TEST(AuditComplete, CannotTellWithoutASuite) {
  const Audit audit = results::audit("f", {fit_run(), {}}, std::nullopt, Catalogue({}));
  const Finding finding = finding_of(audit, "complete");
  EXPECT_EQ(finding.result, CheckResult::not_recorded);
  EXPECT_THAT(finding.sentence, HasSubstr("cannot be told"));
}

TEST(AuditVerified, NamesCasesThatAreNot) {
  for (const VerificationState state :
       {VerificationState::not_verified, VerificationState::failed}) {
    const Finding finding =
        finding_of("verified", [&](RunRecord& run) { run.cases[1].verification.state = state; });
    EXPECT_EQ(finding.result, CheckResult::failed);
    EXPECT_THAT(finding.named, ElementsAre(HasSubstr("m=2048")));
    EXPECT_THAT(finding.sentence, HasSubstr("0 gave a wrong result, 1 have no verified one"));
  }
}

TEST(AuditVerified, NamesWrongResultsWithoutSamplesToo) {
  const Finding finding = finding_of("verified", [](RunRecord& run) {
    run.cases[0].outcome = Outcome::failed;
    run.cases[0].visits.clear();
  });
  EXPECT_EQ(finding.result, CheckResult::failed);
  EXPECT_THAT(finding.sentence, HasSubstr("1 gave a wrong result, 0 have"));
}

TEST(AuditVerified, AsksNothingOfCasesWithoutSamples) {
  const Finding finding = finding_of("verified", [](RunRecord& run) {
    run.cases[0].outcome = Outcome::skipped;
    run.cases[0].verification = {};
  });
  EXPECT_EQ(finding.result, CheckResult::passed);
  EXPECT_THAT(finding.sentence, HasSubstr("all 2 measured"));
}

TEST(AuditPrecise, NamesUnstableCases) {
  const Finding finding =
      finding_of("precise", [](RunRecord& run) { run.cases[0].outcome = Outcome::unstable; });
  EXPECT_EQ(finding.result, CheckResult::failed);
  EXPECT_THAT(finding.named, ElementsAre(HasSubstr("m=1024")));
}

TEST(AuditPrecise, HoldsRecordedPrecisionAgainstTheTarget) {
  const auto reached = [](double precision, double target) {
    return finding_of("precise",
                      [&](RunRecord& run) {
                        run.cases[0].reached_precision = precision;
                        run.cases[0].target_precision = target;
                      })
        .result;
  };
  EXPECT_EQ(reached(0.02, 0.02), CheckResult::passed);
  EXPECT_EQ(reached(0.0201, 0.02), CheckResult::failed);
  EXPECT_EQ(reached(0.05, 0.5), CheckResult::passed);
  EXPECT_EQ(reached(0.0501, 0.5), CheckResult::failed);
  EXPECT_THAT(finding_of("precise", [](RunRecord& run) { run.cases[0].reached_precision = 0.0075; })
                  .sentence,
              HasSubstr("at most 5 %; the widest interval is +-0.75 %"));
}

TEST(AuditPrecise, BelievesTheSamplesRatherThanTheRecord) {
  const Finding finding = finding_of("precise", [](RunRecord& run) {
    for (double& sample : run.cases[0].visits[1].samples) sample *= 1.5;
  });
  EXPECT_EQ(finding.result, CheckResult::failed);
  EXPECT_THAT(finding.named, ElementsAre(AllOf(HasSubstr("m=1024"), HasSubstr("1.0 % asked"))));
}

TEST(AuditRounds, NamesACaseThatLacksOne) {
  const Finding finding =
      finding_of("rounds", [](RunRecord& run) { run.cases[1].visits.pop_back(); });
  EXPECT_EQ(finding.result, CheckResult::failed);
  EXPECT_THAT(finding.named, ElementsAre(AllOf(HasSubstr("m=2048"), HasSubstr("(2)"))));
  EXPECT_THAT(finding.sentence, HasSubstr("1 of 3 cases has fewer than 3 rounds"));
}

TEST(AuditRounds, WantsAsManyAsWerePlannedAndThreeAtLeast) {
  const auto planned = [](int rounds) {
    return finding_of("rounds", [&](RunRecord& run) { run.info.rounds = rounds; });
  };
  EXPECT_EQ(planned(3).result, CheckResult::passed);
  EXPECT_EQ(planned(4).result, CheckResult::failed);
  EXPECT_THAT(planned(4).named.size(), 3U);
  EXPECT_EQ(planned(2).result, CheckResult::passed);
  EXPECT_EQ(finding_of("rounds",
                       [](RunRecord& run) {
                         run.info.rounds = 2;
                         for (CaseRecord& record : run.cases) record.visits.resize(2);
                       })
                .result,
            CheckResult::failed);
}

TEST(AuditRounds, CountsARoundOnceAndOnlyWithSamples) {
  EXPECT_EQ(finding_of("rounds", [](RunRecord& run) { run.cases[0].visits[2].round = 2; }).result,
            CheckResult::failed);
  EXPECT_EQ(
      finding_of("rounds", [](RunRecord& run) { run.cases[0].visits[2].samples.clear(); }).result,
      CheckResult::failed);
  EXPECT_THAT(finding_of("rounds", [](RunRecord&) {}).named, IsEmpty());
}

}  // namespace
}  // namespace steelyard::results
