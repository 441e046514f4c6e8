// Can it be believed: plausible, origin, digests.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/audit/fit_run.hpp"

namespace steelyard::results {
namespace {

using test::finding_of;
using test::fit_run;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

/// 2 x 1024^3 operations in a time that a chip of 100 TFLOP/s cannot do them in.
void beat_physics(RunRecord& run) {
  for (Visit& visit : run.cases[0].visits) {
    for (double& sample : visit.samples) sample = 1e-5;
  }
}

TEST(AuditPlausible, NamesWhatIsFasterThanPhysics) {
  const Finding finding = finding_of("plausible", beat_physics);
  EXPECT_EQ(finding.result, CheckResult::failed);
  EXPECT_THAT(finding.named,
              ElementsAre(AllOf(HasSubstr("m=1024"), HasSubstr("above the limit 100"))));
  EXPECT_THAT(finding.sentence, HasSubstr("1 of 3 cases faster"));
}

TEST(AuditPlausible, NamesWhatTheRunCalledSo) {
  const Finding finding = finding_of("plausible", [](RunRecord& run) {
    run.cases[2].outcome = Outcome::implausible;
    run.cases[2].reason = "said by the run";
  });
  EXPECT_EQ(finding.result, CheckResult::failed);
  EXPECT_THAT(finding.named,
              ElementsAre(AllOf(HasSubstr("allreduce"), HasSubstr("said by the run"))));
}

TEST(AuditPlausible, DoesNotCondemnByALimitOfLowConfidence) {
  RunRecord run = fit_run();
  beat_physics(run);
  Chip chip = test::round_chip();
  chip.dense_peak_tflops["bf16"] = test::figure(100, Confidence::low);
  const Audit audit = results::audit("f", {run, {}}, std::nullopt, Catalogue({chip}));
  const Finding finding = finding_of(audit, "plausible");
  EXPECT_EQ(finding.result, CheckResult::passed);
  EXPECT_THAT(finding.sentence, HasSubstr("1 of 3 cases above a limit of low confidence"));
}

TEST(AuditPlausible, CannotTellOfAnUnknownChip) {
  const Audit audit = results::audit("f", {fit_run(), {}}, std::nullopt, Catalogue({}));
  const Finding finding = finding_of(audit, "plausible");
  EXPECT_EQ(finding.result, CheckResult::not_recorded);
  EXPECT_THAT(finding.sentence, HasSubstr("does not know the chip"));
  EXPECT_THAT(finding.remedy, HasSubstr("--chip"));
}

TEST(AuditOrigin, IsMeasured) {
  EXPECT_THAT(finding_of("origin", [](RunRecord&) {}).sentence,
              "The numbers are measured on the devices named.");
  for (const Origin origin : {Origin::imported, Origin::published, Origin::datasheet,
                              Origin::modelled, Origin::emulated, Origin::reference}) {
    const Finding finding = finding_of("origin", [&](RunRecord& run) { run.info.origin = origin; });
    EXPECT_EQ(finding.result, CheckResult::failed) << name(origin);
    EXPECT_THAT(finding.sentence, HasSubstr(std::string(name(origin)) + ", not measured"));
  }
}

Finding digests_of_file(const std::function<void(RunFileContent&)>& change) {
  RunFileContent content{fit_run(), {digest_form, digests_of(fit_run())}};
  change(content);
  return finding_of(results::audit("f", content, std::nullopt, Catalogue({})), "digests");
}

TEST(AuditDigests, GiveTheHeadOfAWholeFile) {
  const Finding finding = digests_of_file([](RunFileContent&) {});
  EXPECT_EQ(finding.result, CheckResult::passed);
  EXPECT_THAT(finding.sentence, HasSubstr(digests_of(fit_run()).head));
}

TEST(AuditDigests, NameWhatWasAltered) {
  const Finding finding =
      digests_of_file([](auto& c) { c.run.cases[1].visits[0].samples[0] *= 0.9; });
  EXPECT_EQ(finding.result, CheckResult::failed);
  EXPECT_EQ(finding.weight, CheckWeight::decides);
  EXPECT_THAT(finding.named,
              ElementsAre(AllOf(HasSubstr("the samples, visits or batches of case"),
                                HasSubstr("m=2048"), HasSubstr("are not what was written"))));
}

TEST(AuditDigests, CannotBeToldWithoutAnyOrOfANewerForm) {
  const Finding none = digests_of_file([](auto& c) { c.digests = {}; });
  EXPECT_EQ(none.result, CheckResult::not_recorded);
  EXPECT_THAT(none.sentence, AllOf(HasSubstr("no digests"), HasSubstr("cannot be told")));
  const Finding newer = digests_of_file([](auto& c) { c.digests.form = digest_form + 1; });
  EXPECT_EQ(newer.result, CheckResult::not_recorded);
  EXPECT_THAT(newer.sentence, AllOf(HasSubstr("form"), Not(HasSubstr("altered"))));
}

}  // namespace
}  // namespace steelyard::results
