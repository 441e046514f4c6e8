#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <set>
#include <sstream>

#include "tests/unit/audit/fit_run.hpp"

namespace steelyard::results {
namespace {

using test::audit_of;
using test::finding_of;
using ::testing::HasSubstr;

TEST(Audit, FindsNothingWrongWithAFitRun) {
  const Audit audit = audit_of();
  EXPECT_TRUE(audit.fit());
  EXPECT_EQ(audit.findings.size(), 15U);
  for (const Finding& finding : audit.findings) {
    EXPECT_EQ(finding.result, CheckResult::passed) << finding.check << ": " << finding.sentence;
    EXPECT_EQ(finding.remedy, "") << finding.check;
    EXPECT_TRUE(finding.named.empty()) << finding.check;
    EXPECT_FALSE(finding.sentence.empty()) << finding.check;
  }
}

TEST(Audit, CarriesWhatItIsOf) {
  const Audit audit = audit_of();
  EXPECT_EQ(audit.file, "fit.h5");
  EXPECT_EQ(audit.run_uuid, "uuid of fit.h5");
  EXPECT_EQ(audit.label, "Acme One");
  EXPECT_EQ(audit.head.size(), 64U);
}

TEST(Audit, IsUnfitByACheckThatDecidesAlone) {
  EXPECT_FALSE(audit_of([](RunRecord& run) { run.info.origin = Origin::modelled; }).fit());
  const Audit warned = audit_of([](RunRecord& run) { run.info.environment.warnings = {"load"}; });
  EXPECT_EQ(finding_of(warned, "warnings").result, CheckResult::failed);
  EXPECT_TRUE(warned.fit());
  const Audit silent = audit_of([](RunRecord& run) { run.telemetry.clear(); });
  EXPECT_EQ(finding_of(silent, "throttling").result, CheckResult::not_recorded);
  EXPECT_TRUE(silent.fit());
}

/// What fails has a remedy; so has what is not known.
TEST(Audit, SaysWhatToDo) {
  const Audit audit = audit_of([](RunRecord& run) {
    run.info.state = RunState::interrupted;
    run.info.origin = Origin::imported;
    run.info.environment = {};
    run.info.chip = "unheard of";
    run.telemetry.clear();
    run.cases[0].verification.state = VerificationState::not_verified;
    run.cases[1].visits.pop_back();
    run.cases[2].outcome = Outcome::implausible;
  });
  for (const Finding& finding : audit.findings) {
    EXPECT_EQ(finding.remedy.empty(), finding.result == CheckResult::passed) << finding.check;
    EXPECT_FALSE(finding.sentence.empty()) << finding.check;
  }
}

TEST(Audit, GoesOnWhenOneCaseHasTimesThatAreNone) {
  const Audit audit = audit_of([](RunRecord& run) { run.cases[1].visits[0].samples[3] = 0; });
  const Finding finding = finding_of(audit, "plausible");
  EXPECT_EQ(finding.result, CheckResult::failed);
  ASSERT_EQ(finding.named.size(), 1U);
  EXPECT_THAT(finding.named[0], HasSubstr("m=2048"));
  EXPECT_EQ(finding_of(audit, "precise").result, CheckResult::passed);
}

TEST(Audit, LooksAtARunOfNothing) {
  const Audit audit = results::audit("empty.h5", {}, std::nullopt, Catalogue({test::round_chip()}));
  EXPECT_FALSE(audit.fit());
  EXPECT_EQ(finding_of(audit, "complete").result, CheckResult::failed);
}

TEST(Audit, HasEachCheckOnItsPageInOrder) {
  std::ifstream page(STEELYARD_SOURCE_DIR "/docs/audit.md");
  std::stringstream text;
  text << page.rdbuf();
  std::size_t at = 0;
  for (const Finding& finding : audit_of().findings) {
    const std::size_t next = text.str().find("\n| " + finding.check + " | ");
    ASSERT_NE(next, std::string::npos) << finding.check;
    EXPECT_GT(next, at) << finding.check;
    at = next;
  }
}

}  // namespace
}  // namespace steelyard::results
