#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/claims/judging.hpp"

namespace steelyard::results {
namespace {

using test::acme_claim;
using test::at_least;
using test::below;
using test::both_chips;
using test::set_devices;
using test::verdict_on;
using ::testing::HasSubstr;
using ::testing::Not;

Profile square_profile() {
  Profile profile;
  profile.name = "square";
  ProfilePartSpec part;
  part.name = "all";
  part.weight = 1;
  part.match.workload = "matmul";
  profile.parts.push_back(part);
  return profile;
}

TEST(Judge, CountsTheRunsThatThereAre) {
  Claim claim = at_least(1.5);
  claim.runs = 3;
  const ClaimVerdict enough = verdict_on(claim, both_chips(2, 3, 0.001));
  EXPECT_EQ(enough.verdict, Verdict::supported);
  EXPECT_EQ(enough.numbers->chip_runs, 3);
  EXPECT_EQ(enough.numbers->to_runs, 3);
}

TEST(Judge, GivesEachVerdictOnPooledRuns) {
  Claim claim = acme_claim();
  claim.runs = 3;
  EXPECT_EQ(verdict_on(claim, both_chips(1, 3, 0.001)).verdict, Verdict::supported);
  EXPECT_EQ(verdict_on(claim, both_chips(1.2, 3, 0.001)).verdict, Verdict::refuted);
  EXPECT_EQ(verdict_on(claim, both_chips(1, 3, 0.1)).verdict, Verdict::undecided);
}

TEST(Judge, ScoresByAProfile) {
  Claim claim = at_least(1.5);
  claim.metric = {MetricKind::profile, "square"};
  const ClaimVerdict verdict = verdict_on(claim, both_chips(2), {square_profile()});
  EXPECT_EQ(verdict.verdict, Verdict::supported);
  ASSERT_TRUE(verdict.numbers);
  EXPECT_EQ(verdict.numbers->counted.size(), 2U);
  claim.metric.of = "other";
  const ClaimVerdict unknown = verdict_on(claim, both_chips(2), {square_profile()});
  EXPECT_EQ(unknown.doubt, Doubt::cases_missing);
  EXPECT_EQ(unknown.reason, "There is no profile 'other'.");
  EXPECT_THAT(unknown.measurement, HasSubstr("`steelyard run --suite standard`"));
}

TEST(Judge, AddsUpTheDevicesOfASystem) {
  Claim claim = at_least(1);
  claim.chip = "acme-pod";
  claim.to = "acme-pair";
  claim.metric = {MetricKind::system_compute, "bf16"};
  auto runs = both_chips(1.5);
  set_devices(runs[0], std::vector<std::string>(4, "acme-one"));
  set_devices(runs[1], std::vector<std::string>(2, "acme-two"));
  const ClaimVerdict verdict = verdict_on(claim, runs);
  EXPECT_EQ(verdict.verdict, Verdict::supported);
  ASSERT_TRUE(verdict.numbers);
  EXPECT_NEAR(verdict.numbers->ratio.point, 3, 1e-9);
  EXPECT_EQ(verdict.numbers->counted.size(), 2U);
  const ClaimVerdict none = verdict_on(claim, {});
  EXPECT_THAT(none.measurement,
              HasSubstr("`steelyard run --suite standard`: 1 run on all 4 chips of Acme Pod and 1 "
                        "run on all 2 chips of Acme Pair."));
  EXPECT_THAT(none.reason, Not(HasSubstr("reference")));
}

TEST(Judge, NeedsPricesForCost) {
  Claim claim = below(0.8);
  claim.metric = {MetricKind::cost, "square"};
  const ClaimVerdict verdict = verdict_on(claim, both_chips(2), {square_profile()});
  EXPECT_EQ(verdict.doubt, Doubt::no_prices);
  EXPECT_THAT(verdict.reason, HasSubstr("There are no prices."));
  EXPECT_THAT(verdict.break_even,
              HasSubstr("stays below 0.8 x that of Acme Two where an hour of it costs less than "
                        "1.6 ["));
  EXPECT_THAT(verdict.measurement, HasSubstr("--prices"));
}

}  // namespace
}  // namespace steelyard::results
