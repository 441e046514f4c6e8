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

Claim cost_below(double factor) {
  Claim claim = below(factor);
  claim.metric = {MetricKind::cost, "square"};
  return claim;
}

/// An hour of Acme One costs `one`, of Acme Two `two`; 0: not in the file.
PriceFile prices_of(double one, double two) {
  PriceFile prices;
  prices.file = "prices.yaml";
  prices.currency = "USD";
  for (const auto& [id, price] : {std::pair{"acme-one", one}, {"acme-two", two}}) {
    if (price == 0) continue;
    ChipPrice& chip = prices.chips.emplace_back();
    chip.chip_id = id;
    chip.per_hour = PricedFigure{{price, price, price}, "a shop", "2026", ""};
  }
  return prices;
}

ClaimVerdict cost_verdict(double factor, const PriceFile& prices) {
  return verdict_on(cost_below(factor), both_chips(2), {square_profile()}, &prices);
}

TEST(JudgeCost, NeedsPrices) {
  const ClaimVerdict verdict = verdict_on(cost_below(0.8), both_chips(2), {square_profile()});
  EXPECT_EQ(verdict.verdict, Verdict::undecided);
  EXPECT_EQ(verdict.doubt, Doubt::no_prices);
  EXPECT_EQ(verdict.reason, "There are no prices.");
  EXPECT_FALSE(verdict.numbers);
  EXPECT_THAT(
      verdict.break_even,
      HasSubstr("The cost of its work falls below 0.8 x that of Acme Two where an hour of it "
                "costs 1.6 ["));
  EXPECT_THAT(verdict.break_even, HasSubstr("] x an hour of Acme Two."));
  EXPECT_EQ(verdict.measurement,
            "Give the prices of Acme One and Acme Two with --prices; no more runs are needed.");
}

TEST(JudgeCost, SaysWhosePriceIsMissing) {
  EXPECT_EQ(cost_verdict(0.8, prices_of(0, 1)).reason, "There is no price of Acme One.");
  EXPECT_EQ(cost_verdict(0.8, prices_of(1, 0)).reason, "There is no price of Acme Two.");
  EXPECT_EQ(cost_verdict(0.8, prices_of(0, 0)).reason,
            "There is no price of Acme One, nor of Acme Two.");
}

TEST(JudgeCost, GivesTheBreakEvenInMoneyWhereItCan) {
  EXPECT_THAT(cost_verdict(0.8, prices_of(0, 10)).break_even, HasSubstr(", which is USD 16 ["));
  EXPECT_THAT(cost_verdict(0.8, prices_of(10, 0)).break_even, Not(HasSubstr("USD")));
}

TEST(JudgeCost, DividesThePriceByTheScore) {
  // Twice as fast at 1.5 times the price: 0.75.
  const PriceFile prices = prices_of(15, 10);
  const ClaimVerdict verdict = cost_verdict(0.9, prices);
  EXPECT_EQ(verdict.verdict, Verdict::supported);
  ASSERT_TRUE(verdict.numbers);
  EXPECT_NEAR(verdict.numbers->ratio.point, 0.75, 1e-9);
  EXPECT_LT(verdict.numbers->ratio.low, 0.75);
  EXPECT_GT(verdict.numbers->ratio.high, 0.75);
  EXPECT_EQ(verdict.numbers->counted.size(), 2U);
  EXPECT_THAT(verdict.reason, HasSubstr("The ratio is 0.75 ["));
  EXPECT_EQ(cost_verdict(0.6, prices).verdict, Verdict::refuted);
  EXPECT_EQ(cost_verdict(0.75, prices).doubt, Doubt::straddles);
}

TEST(JudgeCost, TellsTheBreakEvenOfEachRelation) {
  Claim claim = cost_below(2);
  claim.relation = Relation::at_least;
  EXPECT_THAT(verdict_on(claim, both_chips(2), {square_profile()}).break_even,
              HasSubstr("reaches 2 x that of Acme Two where an hour of it costs 4 ["));
  claim.relation = Relation::comparable;
  EXPECT_THAT(verdict_on(claim, both_chips(2), {square_profile()}).break_even,
              HasSubstr("equals 1 x that of Acme Two where an hour of it costs 2 ["));
}

TEST(JudgeCost, DecidesNothingByWhatWasNotMeasured) {
  auto runs = both_chips(2);
  runs[0].run.info.origin = Origin::modelled;
  const PriceFile prices = prices_of(15, 10);
  const ClaimVerdict verdict = verdict_on(cost_below(0.9), runs, {square_profile()}, &prices);
  EXPECT_EQ(verdict.doubt, Doubt::not_measured);
  EXPECT_THAT(verdict.reason, HasSubstr("The ratio of what there is: 0.75 ["));
  EXPECT_THAT(verdict_on(cost_below(0.9), runs, {square_profile()}).reason,
              testing::EndsWith("are modelled."));
}

}  // namespace
}  // namespace steelyard::results
