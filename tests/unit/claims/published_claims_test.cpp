#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "results/claims/claim_file.hpp"
#include "results/profiles/profile.hpp"
#include "results/verdicts/claims/judge.hpp"

/// The claims that come with the program.
namespace steelyard::results {
namespace {

using ::testing::HasSubstr;

const std::string root = STEELYARD_SOURCE_DIR "/results/";

const Catalogue& chips() {
  static const Catalogue catalogue = Catalogue::load(root + "chips");
  return catalogue;
}

std::vector<Claim> published() { return load_claims(root + "claims/published.yaml", chips()); }

TEST(PublishedClaims, AreAboutTheChipsThatWereTalkedOf) {
  std::set<std::pair<std::string, std::string>> pairs;
  for (const Claim& claim : published()) pairs.emplace(claim.chip, claim.to);
  for (const std::string chip : {"alibaba-zhenwu-810e", "baidu-kunlun-p800", "huawei-ascend-910b",
                                 "huawei-ascend-910c", "cambricon-mlu590"}) {
    EXPECT_TRUE(pairs.contains({chip, "nvidia-h20"})) << chip;
  }
  EXPECT_TRUE(pairs.contains({"huawei-ascend-910c", "nvidia-h100-sxm"}));
  EXPECT_TRUE(pairs.contains({"huawei-ascend-910b", "nvidia-h800"}));
  EXPECT_TRUE(pairs.contains({"huawei-cloudmatrix-384", "nvidia-gb200-nvl72"}));
}

TEST(PublishedClaims, HaveASourceOrSayThatThereIsNone) {
  for (const Claim& claim : published()) {
    const bool found = !claim.source.url.empty();
    EXPECT_EQ(found, !claim.quote.empty()) << claim.id;
    if (!found) {
      EXPECT_EQ(claim.source.title, "not found, as reported in the press") << claim.id;
    }
  }
}

TEST(PublishedClaims, NameShippedProfiles) {
  const auto names = profile_names(root + "profiles");
  for (const Claim& claim : published()) {
    const bool by_profile =
        claim.metric.kind == MetricKind::profile || claim.metric.kind == MetricKind::cost;
    if (by_profile) {
      EXPECT_THAT(names, testing::Contains(claim.metric.of)) << claim.id;
    }
  }
}

TEST(PublishedClaims, AreAllUndecidedWithoutARun) {
  const auto reference = ReferenceBaseline::load(root + "baselines/h20.yaml", chips());
  for (const ClaimVerdict& verdict : judge(published(), {{}, &chips(), &reference, {}, nullptr})) {
    EXPECT_EQ(verdict.verdict, Verdict::undecided) << verdict.claim.id;
    EXPECT_EQ(verdict.doubt, Doubt::no_run) << verdict.claim.id;
    EXPECT_THAT(verdict.reason, HasSubstr("There is no run of " + verdict.chip));
    EXPECT_THAT(verdict.measurement, HasSubstr("3 runs on")) << verdict.claim.id;
    EXPECT_FALSE(verdict.numbers) << verdict.claim.id;
    const DatasheetView& paper = verdict.datasheets;
    EXPECT_FALSE(paper.sentence.empty() && paper.unknown.empty()) << verdict.claim.id;
    if (!paper.ratios.empty()) {
      EXPECT_THAT(paper.sentence, testing::StartsWith("datasheets suggest ")) << verdict.claim.id;
    }
  }
}

}  // namespace
}  // namespace steelyard::results
