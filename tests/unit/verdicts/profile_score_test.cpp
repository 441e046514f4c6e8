#include "results/verdicts/profile_score.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "tests/unit/verdicts/run_builder.hpp"

namespace steelyard::results {
namespace {

using test::allreduce_case;
using test::matmul_case;
using test::named_run;
using test::rank;
using test::round_chip;
using test::round_reference;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

ProfilePartSpec part(const std::string& name, double weight, std::vector<Dtype> dtypes,
                     const std::string& workload = "matmul") {
  ProfilePartSpec spec;
  spec.name = name;
  spec.weight = weight;
  spec.match.workload = workload;
  spec.match.dtypes = std::move(dtypes);
  return spec;
}

/// Three parts of bf16 to one of int8.
Profile three_to_one(MissingPolicy missing = MissingPolicy::exclude) {
  Profile profile;
  profile.name = "mine";
  profile.description = "what I want";
  profile.missing = missing;
  profile.parts = {part("wide", 3, {Dtype::bf16}), part("narrow", 1, {Dtype::int8})};
  return profile;
}

RankOptions by(const Profile& profile) {
  RankOptions options;
  options.bootstrap.resamples = 100;
  options.profiles = {profile};
  return options;
}

const RankedCell& cell(const Ranking& ranking, std::size_t row, std::size_t chip = 0) {
  return *ranking.cases.at(row).cells.at(chip);
}

double ratio(const Ranking& ranking, std::size_t row, std::size_t chip = 0) {
  return cell(ranking, row, chip).ratio->point;
}

CaseRecord skipped(const std::string& dtype, double n) {
  CaseRecord record = matmul_case(dtype, n, 1);
  record.outcome = Outcome::skipped;
  record.reason = dtype + " is not offered";
  record.visits.clear();
  return record;
}

TEST(ProfileScore, SharesAPartsWeightAmongItsCases) {
  const std::vector runs{named_run("a.h5", "x",
                                   {matmul_case("bf16", 1024, 1e-4), matmul_case("bf16", 8192, 0.1),
                                    matmul_case("int8", 1024, 1e-4)})};
  const Ranking ranking = rank(runs, round_reference(), Catalogue({}), by(three_to_one()));
  ASSERT_EQ(ranking.profiles.size(), 1U);
  const ProfileRanking& profile = ranking.profiles[0];
  EXPECT_EQ(profile.profile, "mine");
  EXPECT_EQ(profile.description, "what I want");
  EXPECT_EQ(profile.policy, MissingPolicy::exclude);
  EXPECT_EQ(profile.reason, "");
  EXPECT_DOUBLE_EQ(profile.covered_weight, 1);
  ASSERT_EQ(profile.parts.size(), 2U);
  EXPECT_EQ(profile.parts[0].name, "wide");
  EXPECT_EQ(profile.parts[0].weight, 3);
  EXPECT_EQ(profile.parts[0].counted.size(), 2U);
  EXPECT_EQ(profile.parts[1].counted.size(), 1U);
  ASSERT_EQ(profile.excluded.size(), 1U);
  EXPECT_NEAR(profile.excluded[0].ratio.point,
              std::pow(ratio(ranking, 0) * ratio(ranking, 1), 3.0 / 8) *
                  std::pow(ratio(ranking, 2), 1.0 / 4),
              1e-12);
  EXPECT_LT(profile.excluded[0].ratio.low, profile.excluded[0].ratio.point);
  EXPECT_GT(profile.excluded[0].ratio.high, profile.excluded[0].ratio.point);
  EXPECT_EQ(profile.excluded[0].rank, 1);
  EXPECT_THAT(profile.missing, IsEmpty());
  EXPECT_THAT(profile.wider, IsEmpty());
  EXPECT_EQ(profile.wider_weight, 0);
}

/// Chip y has no int8: its bf16 stands in, held against the reference's int8.
TEST(ProfileScore, ShowsBothWaysToTreatWhatIsMissing) {
  const std::vector runs{
      named_run("a.h5", "x", {matmul_case("bf16", 1024, 1e-4), matmul_case("int8", 1024, 5e-5)}),
      named_run("b.h5", "y", {matmul_case("bf16", 1024, 2e-4), skipped("int8", 1024)})};
  const Ranking ranking =
      rank(runs, round_reference(), Catalogue({}), by(three_to_one(MissingPolicy::wider)));
  const ProfileRanking& profile = ranking.profiles[0];
  EXPECT_EQ(profile.policy, MissingPolicy::wider);
  EXPECT_DOUBLE_EQ(profile.covered_weight, 0.75);
  EXPECT_DOUBLE_EQ(profile.wider_weight, 1);
  ASSERT_EQ(profile.missing.size(), 1U);
  EXPECT_EQ(profile.missing[0].chip, 1U);
  EXPECT_EQ(profile.missing[0].case_name, ranking.cases[1].name);
  EXPECT_EQ(profile.missing[0].reason, "skipped: int8 is not offered");
  EXPECT_EQ(profile.missing[0].stand_in, ranking.cases[0].name);
  EXPECT_EQ(profile.parts[1].reason, "the chips have no case of it in common that counts");
  EXPECT_EQ(profile.parts[1].left_out, 1);
  ASSERT_EQ(profile.excluded.size(), 2U);
  EXPECT_EQ(profile.excluded[0].chip, 0U);
  EXPECT_NEAR(profile.excluded[1].ratio.point, ratio(ranking, 0, 1), 1e-12);
  ASSERT_EQ(profile.wider.size(), 2U);
  EXPECT_NEAR(profile.wider[0].ratio.point,
              std::pow(ratio(ranking, 0, 0), 0.75) * std::pow(ratio(ranking, 1, 0), 0.25), 1e-12);
  const double stand_in =
      cell(ranking, 0, 1).figures->figure.point / cell(ranking, 1, 0).reference->value;
  EXPECT_NEAR(profile.wider[1].ratio.point,
              std::pow(ratio(ranking, 0, 1), 0.75) * std::pow(stand_in, 0.25), 1e-12);
  // One case makes all of this score, so it has that case's spread.
  const Interval own = *cell(ranking, 0, 1).ratio;
  EXPECT_NEAR(profile.wider[1].ratio.high / profile.wider[1].ratio.point, own.high / own.point,
              1e-9);
}

TEST(ProfileScore, TakesTheNextWiderDtypeThatThereIs) {
  Profile profile;
  profile.parts = {part("narrow", 1, {Dtype::int8})};
  const std::vector runs{
      named_run("a.h5", "x", {matmul_case("int8", 1024, 5e-5)}),
      named_run("b.h5", "y",
                {matmul_case("int8", 2048, 5e-5), matmul_case("tf32", 1024, 4e-4),
                 matmul_case("f32", 1024, 1e-3), matmul_case("bf16", 512, 1e-4)})};
  const Ranking ranking = rank(runs, round_reference(), Catalogue({}), by(profile));
  const auto& missing = ranking.profiles[0].missing;
  ASSERT_EQ(missing.size(), 2U);
  EXPECT_EQ(missing[0].chip, 0U);
  EXPECT_EQ(missing[0].reason, "its runs do not have this case");
  EXPECT_EQ(missing[0].stand_in, "");
  EXPECT_EQ(missing[1].chip, 1U);
  EXPECT_THAT(missing[1].stand_in, HasSubstr("dtype=tf32,m=1024"));
  EXPECT_THAT(ranking.profiles[0].excluded, IsEmpty());
  EXPECT_EQ(ranking.profiles[0].reason,
            "the chips have no case of this profile in common that counts");
  ASSERT_EQ(ranking.profiles[0].wider.size(), 2U);
}

TEST(ProfileScore, LetsABaselineStandInToo) {
  Profile profile;
  profile.parts = {part("narrow", 1, {Dtype::int8})};
  const NamedRun base =
      named_run("base.h5", "x", {skipped("int8", 1024), matmul_case("bf16", 1024, 2e-4)});
  const std::vector runs{
      named_run("a.h5", "y", {matmul_case("int8", 1024, 1e-4), matmul_case("bf16", 1024, 2e-4)})};
  const Ranking ranking = rank(runs, base, Catalogue({}), by(profile));
  EXPECT_THAT(ranking.profiles[0].excluded, IsEmpty());
  // No chip has a ratio for the case itself, so nothing is missing on some of them.
  EXPECT_EQ(ranking.profiles[0].reason, "no chip has a ratio for a case of this profile");
  EXPECT_EQ(ranking.profiles[0].parts[0].reason, "no chip has a ratio for a case of it");
}

TEST(ProfileScore, HoldsAStandInAgainstTheBaselinesOwnCase) {
  Profile profile;
  profile.parts = {part("narrow", 1, {Dtype::int8})};
  const NamedRun base = named_run("base.h5", "x", {matmul_case("int8", 1024, 1e-4)});
  const std::vector runs{named_run("a.h5", "y", {matmul_case("int8", 1024, 1e-4)}),
                         named_run("b.h5", "z", {matmul_case("bf16", 1024, 4e-4)})};
  const Ranking ranking = rank(runs, base, Catalogue({}), by(profile));
  const auto& wider = ranking.profiles[0].wider;
  // Chip z has no ratio of its own in this profile, so it is not scored, but listed.
  ASSERT_EQ(wider.size(), 2U);
  ASSERT_EQ(ranking.profiles[0].missing.size(), 1U);
  EXPECT_EQ(ranking.profiles[0].missing[0].chip, 2U);
  EXPECT_THAT(ranking.profiles[0].missing[0].stand_in, HasSubstr("bf16"));
}

TEST(ProfileScore, ReplacesNoCollective) {
  Profile profile;
  profile.parts = {part("sums", 1, {}, "allreduce")};
  const std::vector runs{
      named_run("a.h5", "x", {allreduce_case(64, 1e-5, 8), allreduce_case(1024, 1e-5, 8)}),
      named_run("b.h5", "y", {allreduce_case(64, 1e-5, 8)})};
  const Ranking ranking = rank(runs, round_reference(), Catalogue({}), by(profile));
  ASSERT_EQ(ranking.profiles[0].missing.size(), 1U);
  EXPECT_EQ(ranking.profiles[0].missing[0].stand_in, "");
  EXPECT_EQ(ranking.profiles[0].excluded.size(), 2U);
  // Without the case that y lacks, wider is over the same cases.
  EXPECT_EQ(ranking.profiles[0].wider[0].ratio.point, ranking.profiles[0].excluded[0].ratio.point);
}

TEST(ProfileScore, ReplacesNothingImplausible) {
  CaseRecord told = matmul_case("int8", 1024, 1e-4);
  told.outcome = Outcome::implausible;
  told.reason = "too fast";
  const std::vector runs{
      named_run("a.h5", "x", {matmul_case("bf16", 1024, 1e-4), matmul_case("int8", 1024, 1e-4)}),
      named_run("b.h5", "y", {matmul_case("bf16", 1024, 1e-4), told})};
  const Ranking ranking = rank(runs, round_reference(), Catalogue({}), by(three_to_one()));
  ASSERT_EQ(ranking.profiles[0].missing.size(), 1U);
  EXPECT_EQ(ranking.profiles[0].missing[0].reason, "too fast");
  EXPECT_EQ(ranking.profiles[0].missing[0].stand_in, "");
  EXPECT_DOUBLE_EQ(ranking.profiles[0].wider_weight, 0.75);
}

TEST(ProfileScore, SaysThatNothingOfItWasRun) {
  Profile profile;
  profile.parts = {part("sums", 1, {}, "allreduce")};
  const std::vector runs{named_run("a.h5", "x", {matmul_case("bf16", 1024, 1e-4)})};
  const Ranking ranking = rank(runs, round_reference(), Catalogue({}), by(profile));
  EXPECT_EQ(ranking.profiles[0].covered_weight, 0);
  EXPECT_EQ(ranking.profiles[0].parts[0].reason, "no run has a case of this kind");
  EXPECT_EQ(ranking.profiles[0].reason, "no chip has a ratio for a case of this profile");
  EXPECT_THAT(ranking.profiles[0].excluded, IsEmpty());
}

TEST(ProfileScore, RanksTheBaselineThatIsARun) {
  const NamedRun base = named_run("base.h5", "x", {matmul_case("bf16", 1024, 2e-4)});
  const std::vector runs{named_run("a.h5", "y", {matmul_case("bf16", 1024, 1e-4)})};
  const Ranking ranking = rank(runs, base, Catalogue({}), by(three_to_one()));
  const auto& scores = ranking.profiles[0].excluded;
  ASSERT_EQ(scores.size(), 2U);
  EXPECT_EQ(scores[0].chip, 1U);
  EXPECT_NEAR(scores[0].ratio.point, 2, 1e-12);
  EXPECT_EQ(scores[0].to_baseline, Equivalence::different);
  EXPECT_EQ(scores[1].chip, 0U);
  EXPECT_EQ(scores[1].rank, 2);
}

}  // namespace
}  // namespace steelyard::results
