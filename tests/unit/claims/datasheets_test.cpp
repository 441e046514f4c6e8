#include "results/verdicts/claims/datasheets.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/verdicts/run_builder.hpp"

namespace steelyard::results {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

/// Acme Two: half of Acme One's peak, the same memory bandwidth, no link.
Chip two() {
  Chip chip = test::round_chip("acme-two", "Two");
  chip.dense_peak_tflops["bf16"] = test::figure(50, Confidence::low);
  chip.interconnect_gb_s.reset();
  return chip;
}

Claim claim_of(Metric metric, Relation relation = Relation::at_least, double factor = 1) {
  Claim claim;
  claim.chip = "acme-one";
  claim.to = "acme-two";
  claim.metric = std::move(metric);
  claim.relation = relation;
  claim.factor = factor;
  return claim;
}

DatasheetView ask(const Claim& claim, Chip one = test::round_chip(), Chip other = two()) {
  return ask_datasheets(claim, Catalogue({std::move(one), std::move(other)}));
}

const Metric by_profile{MetricKind::profile, "compute"};

TEST(Datasheets, GiveRatiosWithTheirSources) {
  const DatasheetView view = ask(claim_of(by_profile));
  ASSERT_EQ(view.ratios.size(), 2U);
  EXPECT_EQ(view.ratios[0].what, "bf16 dense peak");
  EXPECT_EQ(view.ratios[0].chip, 100);
  EXPECT_EQ(view.ratios[0].to, 50);
  EXPECT_EQ(view.ratios[0].ratio(), 2);
  EXPECT_EQ(view.ratios[0].unit, "TFLOP/s");
  EXPECT_EQ(view.ratios[0].chip_confidence, Confidence::high);
  EXPECT_EQ(view.ratios[0].to_confidence, Confidence::low);
  EXPECT_EQ(view.ratios[0].chip_source, "a datasheet");
  EXPECT_EQ(view.ratios[1].what, "memory bandwidth");
  EXPECT_EQ(view.ratios[1].ratio(), 1);
  EXPECT_THAT(view.unknown, ElementsAre("The link bandwidth of Acme Two is not published."));
}

TEST(Datasheets, SuggestAndDoNotDecide) {
  EXPECT_EQ(ask(claim_of(by_profile)).sentence,
            "datasheets suggest bf16 dense peak 2 x that of Acme Two (100 against 50 TFLOP/s, high "
            "and low confidence), memory bandwidth 1 x that of Acme Two (1000 against 1000 GB/s, "
            "high confidence); on the peak alone the claim would hold.");
  EXPECT_THAT(ask(claim_of(by_profile, Relation::below)).sentence, HasSubstr("would not hold"));
  EXPECT_THAT(ask(claim_of(by_profile, Relation::at_least, 2.01)).sentence,
              HasSubstr("would not hold"));
  EXPECT_THAT(ask(claim_of(by_profile, Relation::comparable)).sentence,
              HasSubstr("would not hold"));
}

TEST(Datasheets, AskForTheDtypeOfTheClaim) {
  Claim claim = claim_of(by_profile);
  claim.dtype = Dtype::int8;
  EXPECT_EQ(ask(claim).ratios.front().what, "int8 dense peak");
  EXPECT_EQ(ask(claim).ratios.front().ratio(), 1);
  claim.dtype = Dtype::f64;
  const DatasheetView view = ask(claim);
  EXPECT_EQ(view.ratios.front().what, "memory bandwidth");
  EXPECT_THAT(view.sentence, Not(HasSubstr("on the peak alone")));
  ASSERT_EQ(view.unknown.size(), 3U);
  EXPECT_EQ(view.unknown[0], "The f64 dense peak of Acme One is not published.");
  EXPECT_EQ(view.unknown[1], "The f64 dense peak of Acme Two is not published.");
}

TEST(Datasheets, TellOfAnEstimateAndDoNotUseIt) {
  Chip one = test::round_chip();
  one.dense_peak_tflops.erase("bf16");
  one.estimates.push_back({"int8", 7, "a guess", Confidence::high, ""});
  one.estimates.push_back({"bf16", 120, "a guess", Confidence::low, ""});
  EXPECT_THAT(ask(claim_of(by_profile), one).unknown.front(),
              "The bf16 dense peak of Acme One is not published (an estimate of low confidence, "
              "120, is on record and not used).");
}

TEST(Datasheets, SayNothingWhereNothingIsKnown) {
  Chip one = test::round_chip();
  one.dense_peak_tflops.clear();
  one.memory_bandwidth_gb_s.reset();
  const DatasheetView view = ask(claim_of(by_profile), one);
  EXPECT_THAT(view.ratios, IsEmpty());
  EXPECT_EQ(view.sentence, "");
  EXPECT_EQ(view.unknown.size(), 3U);
}

TEST(Datasheets, OfASystemAreThoseOfAllItsChips) {
  Chip one = test::round_chip();
  one.chips_per_system = 8;
  one.dense_peak_tflops["bf16"] = test::figure(800);
  const DatasheetView whole = ask(claim_of({MetricKind::system_compute, "bf16"}), one);
  EXPECT_EQ(whole.ratios[0].ratio(), 16);
  EXPECT_EQ(whole.ratios[1].what, "memory bandwidth");
  EXPECT_THAT(whole.unknown, ElementsAre("The link bandwidth per device of Acme Two is not "
                                         "published."));
  EXPECT_THAT(whole.sentence, HasSubstr("on the peak alone the claim would hold."));
  // A system's total is no figure of one device.
  EXPECT_THAT(ask(claim_of(by_profile), one).ratios, IsEmpty());
}

TEST(Datasheets, TellWhatAnHourMayCost) {
  const Claim claim = claim_of({MetricKind::cost, "compute"}, Relation::below, 0.8);
  EXPECT_THAT(ask(claim).sentence,
              HasSubstr("; an hour of the chip could cost 1.6 x that of Acme Two if both reached "
                        "the same share of it."));
}

TEST(Datasheets, TellWhatAnEvenSplitLoses) {
  // Peaks of 100 and 50: everybody goes at 50, the mean is 75.
  EXPECT_THAT(ask(claim_of({MetricKind::mixed, "square"})).sentence,
              HasSubstr("at the pace of the slower, 0.667 x the mean of both."));
  Claim turned = claim_of({MetricKind::mixed, "square"});
  std::swap(turned.chip, turned.to);
  EXPECT_THAT(ask(turned).sentence, HasSubstr("0.667 x the mean of both."));
}

}  // namespace
}  // namespace steelyard::results
