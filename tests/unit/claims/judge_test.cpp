#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "tests/unit/claims/judging.hpp"

namespace steelyard::results {
namespace {

using test::acme_claim;
using test::acme_run;
using test::at_least;
using test::below;
using test::both_chips;
using test::set_devices;
using test::verdict_on;
using ::testing::HasSubstr;

TEST(Judge, SupportsWhatTheRunsShow) {
  const ClaimVerdict verdict = verdict_on(at_least(1.5), both_chips(2));
  EXPECT_EQ(verdict.verdict, Verdict::supported);
  EXPECT_EQ(verdict.doubt, Doubt::none);
  ASSERT_TRUE(verdict.numbers);
  EXPECT_NEAR(verdict.numbers->ratio.point, 2, 1e-9);
  EXPECT_LT(verdict.numbers->ratio.low, 2);
  EXPECT_GT(verdict.numbers->ratio.high, 2);
  EXPECT_EQ(verdict.numbers->low_bound, 1.5);
  EXPECT_TRUE(std::isinf(verdict.numbers->high_bound));
  EXPECT_EQ(verdict.numbers->origin, Origin::measured);
  EXPECT_EQ(verdict.numbers->chip_runs, 1);
  EXPECT_EQ(verdict.numbers->to_runs, 1);
  EXPECT_EQ(verdict.numbers->counted.size(), 2U);
  EXPECT_THAT(verdict.reason, HasSubstr("The ratio is 2 ["));
  EXPECT_THAT(verdict.reason, HasSubstr("all of it at least 1.5."));
  EXPECT_EQ(verdict.measurement, "");
  EXPECT_EQ(verdict.chip, "Acme One");
  EXPECT_EQ(verdict.to, "Acme Two");
}

TEST(Judge, RefutesWhatTheyDoNot) {
  const ClaimVerdict verdict = verdict_on(at_least(3), both_chips(2));
  EXPECT_EQ(verdict.verdict, Verdict::refuted);
  EXPECT_THAT(verdict.reason, HasSubstr("none of it at least 3."));
  EXPECT_EQ(verdict.measurement, "");
  EXPECT_EQ(verdict_on(below(1.5), both_chips(2)).verdict, Verdict::refuted);
  EXPECT_EQ(verdict_on(below(3), both_chips(2)).verdict, Verdict::supported);
  EXPECT_EQ(verdict_on(acme_claim(), both_chips(2)).verdict, Verdict::refuted);
}

TEST(Judge, SupportsComparableWithinTheMargin) {
  Claim claim = acme_claim();
  claim.margin = 0.5;
  const ClaimVerdict verdict = verdict_on(claim, both_chips(1));
  EXPECT_EQ(verdict.verdict, Verdict::supported);
  EXPECT_THAT(verdict.reason, HasSubstr("all of it within 0.6667 to 1.5."));
}

TEST(Judge, LeavesOpenWhatStraddles) {
  const ClaimVerdict verdict = verdict_on(at_least(2), both_chips(2));
  EXPECT_EQ(verdict.verdict, Verdict::undecided);
  EXPECT_EQ(verdict.doubt, Doubt::straddles);
  EXPECT_THAT(verdict.reason, HasSubstr("some of it at least 2 and some not."));
}

TEST(Judge, SaysHowManyRunsWouldNarrowTheInterval) {
  const ClaimVerdict verdict = verdict_on(at_least(1.98), both_chips(2));
  ASSERT_EQ(verdict.doubt, Doubt::straddles);
  EXPECT_THAT(verdict.measurement, HasSubstr("runs of each side would decide it"));
  EXPECT_THAT(verdict.measurement, HasSubstr("with 1 run of each side"));
  EXPECT_THAT(verdict.measurement, HasSubstr("the ratio 1 % from the bound"));
  EXPECT_THAT(verdict.measurement, HasSubstr("square root of the number of runs"));
  EXPECT_THAT(verdict_on(at_least(2), both_chips(2)).measurement,
              HasSubstr("No number of runs within reason"));
}

TEST(Judge, NeedsAsManyRunsAsTheClaimAsksFor) {
  Claim claim = at_least(1.5);
  claim.runs = 3;
  const ClaimVerdict few = verdict_on(claim, both_chips(2, 1));
  EXPECT_EQ(few.verdict, Verdict::undecided);
  EXPECT_EQ(few.doubt, Doubt::too_few_runs);
  EXPECT_THAT(few.reason, HasSubstr("needs 3 measured runs of each side, and there are 1."));
  EXPECT_THAT(few.reason, HasSubstr("The ratio of what there is: 2 ["));
  EXPECT_THAT(few.measurement, HasSubstr("a suite with the group 'square'"));
  EXPECT_THAT(few.measurement, HasSubstr("2 more runs on Acme One and 2 more runs on Acme Two."));
}

TEST(Judge, NeedsARunOfEachChip) {
  const auto runs = both_chips(2);
  const ClaimVerdict none = verdict_on(at_least(1), {});
  EXPECT_EQ(none.doubt, Doubt::no_run);
  EXPECT_THAT(none.reason, HasSubstr("There is no run of Acme One."));
  EXPECT_THAT(none.reason, HasSubstr("Of Acme Two there is the shipped reference alone, which is "
                                     "no measurement."));
  EXPECT_THAT(none.measurement, HasSubstr(": 1 run on Acme One and 1 run on Acme Two."));
  EXPECT_FALSE(none.numbers);
  Claim turned = at_least(1);
  std::swap(turned.chip, turned.to);
  const ClaimVerdict other = verdict_on(turned, {runs[1]});
  EXPECT_EQ(other.doubt, Doubt::no_run);
  EXPECT_EQ(other.reason, "There is no run of Acme One.");
}

TEST(Judge, GivesNoVerdictOnTheShippedReference) {
  const ClaimVerdict verdict = verdict_on(at_least(0.001), {both_chips(2)[0]});
  EXPECT_EQ(verdict.verdict, Verdict::undecided);
  EXPECT_EQ(verdict.doubt, Doubt::not_measured);
  EXPECT_THAT(verdict.reason,
              HasSubstr("those of Acme Two are the shipped reference, which is no measurement"));
  ASSERT_TRUE(verdict.numbers);
  EXPECT_EQ(verdict.numbers->origin, Origin::reference);
  EXPECT_EQ(verdict.numbers->to_runs, 0);
  EXPECT_THAT(verdict.measurement, HasSubstr(": 1 run on Acme Two."));
}

TEST(Judge, GivesNoVerdictOnWhatWasNotMeasured) {
  for (const Origin origin : {Origin::modelled, Origin::imported, Origin::published,
                              Origin::datasheet, Origin::reference}) {
    for (const std::size_t side : {0, 1}) {
      auto runs = both_chips(2);
      runs[side].run.info.origin = origin;
      const ClaimVerdict verdict = verdict_on(at_least(1.5), runs);
      EXPECT_EQ(verdict.verdict, Verdict::undecided);
      EXPECT_EQ(verdict.doubt, Doubt::not_measured);
      EXPECT_THAT(verdict.reason,
                  HasSubstr("the numbers of Acme " + std::string(side == 0 ? "One" : "Two") +
                            " are " + std::string(name(origin))));
      ASSERT_TRUE(verdict.numbers);
      EXPECT_EQ(verdict.numbers->origin, origin);
      EXPECT_NEAR(verdict.numbers->ratio.point, 2, 1e-9);
    }
  }
}

TEST(Judge, NamesBothSidesThatWereNotMeasured) {
  auto runs = both_chips(2);
  for (NamedRun& run : runs) run.run.info.origin = Origin::modelled;
  EXPECT_THAT(verdict_on(at_least(1.5), runs).reason,
              HasSubstr("the numbers of Acme One are modelled, and the numbers of Acme Two are "
                        "modelled."));
}

TEST(Judge, WeighsNoTestDouble) {
  auto runs = both_chips(2);
  runs[0].run.info.origin = Origin::emulated;
  const ClaimVerdict verdict = verdict_on(at_least(1.5), runs);
  EXPECT_EQ(verdict.doubt, Doubt::not_measured);
  EXPECT_THAT(verdict.reason, HasSubstr("There is no run of Acme One. one0: Its numbers are "
                                        "emulated"));
  EXPECT_FALSE(verdict.numbers);
}

TEST(Judge, TellsOfRefusedFilesOnTheirOwnSideAlone) {
  auto runs = both_chips(2);
  runs[0].run.info.origin = Origin::modelled;
  runs[1].run.info.environment.ranks.front().chip_id = "acme-one";
  Claim turned = at_least(1.5);
  std::swap(turned.chip, turned.to);
  EXPECT_EQ(verdict_on(turned, {runs[0]}).reason, "There is no run of Acme Two.");
  EXPECT_THAT(verdict_on(turned, runs).reason,
              HasSubstr("There is no run of Acme Two. two0: It is not taken for a run of"));
  EXPECT_EQ(verdict_on(turned, runs).doubt, Doubt::no_run);
}

TEST(Judge, NeedsCasesInCommon) {
  Claim claim = at_least(1);
  claim.metric.of = "round";
  const ClaimVerdict verdict = verdict_on(claim, both_chips(2));
  EXPECT_EQ(verdict.doubt, Doubt::cases_missing);
  EXPECT_EQ(verdict.reason, "No run has a group 'round'.");
  EXPECT_THAT(verdict.measurement, HasSubstr("Run a suite with the group 'round' again"));
  auto runs = both_chips(2);
  for (CaseRecord& record : runs[0].run.cases) record.outcome = Outcome::timeout;
  const ClaimVerdict failed = verdict_on(at_least(1), runs);
  EXPECT_EQ(failed.doubt, Doubt::cases_missing);
  EXPECT_THAT(failed.reason, HasSubstr("The group 'square' has no score: "));
}

TEST(Judge, NeedsASpread) {
  auto runs = both_chips(2);
  for (CaseRecord& record : runs[0].run.cases) record.visits.resize(1);
  const ClaimVerdict verdict = verdict_on(at_least(1.5), runs);
  EXPECT_EQ(verdict.doubt, Doubt::too_few_runs);
  EXPECT_FALSE(verdict.numbers->has_interval);
  EXPECT_THAT(verdict.reason, HasSubstr("too few iterations or rounds to know the spread"));
  EXPECT_THAT(verdict.reason, HasSubstr("The ratio of what there is: 2."));
  runs = both_chips(2);
  for (CaseRecord& record : runs[1].run.cases) record.visits.resize(1);
  EXPECT_EQ(verdict_on(at_least(1.5), runs).doubt, Doubt::too_few_runs);
}

TEST(Judge, TakesOneCase) {
  auto runs = both_chips(2);
  const std::string wanted = runs[0].run.cases[1].name;
  Claim claim = at_least(1.5);
  claim.metric = {MetricKind::single_case, wanted};
  const ClaimVerdict verdict = verdict_on(claim, runs);
  EXPECT_EQ(verdict.verdict, Verdict::supported);
  EXPECT_THAT(verdict.numbers->counted, testing::ElementsAre(wanted));
  claim.runs = 2;
  EXPECT_THAT(verdict_on(claim, runs).measurement, HasSubstr("a suite with the case " + wanted));
  claim.metric.of = "matmul:dtype=bf16,m=1";
  EXPECT_EQ(verdict_on(claim, runs).reason, "No run has the case matmul:dtype=bf16,m=1.");
  claim.metric.of = wanted;
  runs[0].run.cases.pop_back();
  EXPECT_EQ(verdict_on(claim, runs).reason, "The chip has not run " + wanted + ".");
  runs = both_chips(2);
  runs[0].run.cases[1].outcome = Outcome::timeout;
  EXPECT_EQ(verdict_on(claim, runs).reason, "The case " + wanted + " does not count: timeout.");
}

TEST(Judge, WeighsAMixedClusterAgainstTheMeanOfBoth) {
  Claim claim = at_least(0.8);
  claim.metric = {MetricKind::mixed, "square"};
  // Alone at 1 and 1/3: a quarter of the first and three of the other go at 1/4 + 3/4 x 1/3 = 1/2.
  auto runs = both_chips(3);
  for (const double time : {0.02, 0.03}) {
    runs.resize(2);
    runs.push_back(acme_run("mixed", "", time));
    set_devices(runs[0], std::vector<std::string>(4, "acme-one"));
    set_devices(runs[1], std::vector<std::string>(4, "acme-two"));
    set_devices(runs[2], {"acme-one", "acme-two", "acme-two", "acme-two"});
    const ClaimVerdict verdict = verdict_on(claim, runs);
    ASSERT_TRUE(verdict.numbers) << verdict.reason;
    EXPECT_NEAR(verdict.numbers->ratio.point, 0.02 / time, 1e-9);
    EXPECT_LT(verdict.numbers->ratio.low, verdict.numbers->ratio.point);
    EXPECT_GT(verdict.numbers->ratio.high, verdict.numbers->ratio.point);
    EXPECT_EQ(verdict.verdict, time == 0.02 ? Verdict::supported : Verdict::refuted)
        << verdict.reason;
  }
  runs.resize(2);
  const ClaimVerdict none = verdict_on(claim, runs);
  EXPECT_EQ(none.doubt, Doubt::no_run);
  EXPECT_EQ(none.reason, "There is no run of a cluster of both.");
  EXPECT_THAT(none.measurement, HasSubstr("each on as many devices: 1 run on a cluster of both."));
}

TEST(Judge, JudgesEachClaimInItsOrder) {
  const std::vector<Claim> claims{at_least(3), at_least(1.5)};
  const auto runs = test::summarised(both_chips(2));
  const auto verdicts = judge(claims, {runs, &test::acme_chips(), nullptr, {}, nullptr});
  ASSERT_EQ(verdicts.size(), 2U);
  EXPECT_EQ(verdicts[0].verdict, Verdict::refuted);
  EXPECT_EQ(verdicts[1].verdict, Verdict::supported);
}

}  // namespace
}  // namespace steelyard::results
