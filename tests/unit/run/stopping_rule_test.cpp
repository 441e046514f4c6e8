#include "harness/run/stopping_rule.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <vector>

#include "harness/core/statistics/median_interval.hpp"

namespace steelyard::run {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

StoppingOptions options(double precision, std::size_t minimum, std::size_t maximum,
                        double seconds) {
  StoppingOptions made;
  made.precision = precision;
  made.minimum_samples = minimum;
  made.maximum_samples = maximum;
  made.maximum_seconds = seconds;
  return made;
}

/// Times that never agree: 1, 3, 1, 3, ...
double wild(std::size_t i) { return i % 2 == 0 ? 1.0 : 3.0; }

/// Drives the rule with iterations that take `seconds` each and read as `sample(i)`; returns the
/// batches it asked for.
template <typename Sample>
std::vector<std::size_t> drive(StoppingRule& rule, double seconds, Sample sample) {
  std::vector<std::size_t> batches;
  std::size_t done = 0;
  while (!rule.done()) {
    const std::size_t batch = rule.next_batch();
    EXPECT_GT(batch, 0u);
    if (batch == 0) break;
    std::vector<double> times;
    for (std::size_t i = 0; i < batch; ++i) times.push_back(sample(done + i));
    done += batch;
    rule.add(times, static_cast<double>(done) * seconds);
    batches.push_back(batch);
  }
  return batches;
}

TEST(StoppingRule, HasTheDocumentedDefaults) {
  const StoppingOptions defaults;
  EXPECT_EQ(defaults.precision, 0.01);
  EXPECT_EQ(defaults.minimum_samples, 10u);
  EXPECT_EQ(defaults.maximum_samples, 10000u);
  EXPECT_EQ(defaults.maximum_seconds, 5);
}

TEST(StoppingRule, StartsUndecided) {
  const StoppingRule rule(options(0.01, 10, 100, 5));
  EXPECT_FALSE(rule.done());
  EXPECT_EQ(rule.samples(), 0u);
  EXPECT_EQ(rule.reason(), StopReason::aborted);
  EXPECT_EQ(rule.interval().low, 0);
  EXPECT_EQ(rule.interval().point, 0);
  EXPECT_EQ(rule.interval().relative_half_width(), infinity);
}

TEST(StoppingRule, StopsAtTheMinimumWhenSamplesAgree) {
  StoppingRule rule(options(0.01, 10, 10000, 5));
  const auto batches = drive(rule, 1e-6, [](std::size_t) { return 2.0; });

  EXPECT_EQ(batches, (std::vector<std::size_t>{1, 9}));
  EXPECT_EQ(rule.samples(), 10u);
  EXPECT_EQ(rule.reason(), StopReason::precision_reached);
  EXPECT_EQ(rule.interval().low, 2.0);
  EXPECT_EQ(rule.interval().point, 2.0);
  EXPECT_EQ(rule.interval().high, 2.0);
  EXPECT_EQ(rule.next_batch(), 0u);
}

TEST(StoppingRule, NeedsTheMinimumEvenIfPreciseBefore) {
  StoppingRule rule(options(0.01, 20, 10000, 5));
  rule.add(std::vector<double>(19, 1.0), 1e-3);
  EXPECT_FALSE(rule.done());
  EXPECT_EQ(rule.interval().relative_half_width(), 0);
  EXPECT_EQ(rule.next_batch(), 10u);
  rule.add(std::vector<double>{1.0}, 1.1e-3);
  EXPECT_TRUE(rule.done());
}

/// Each check comes when half as many samples again are there, the last one at the limit.
TEST(StoppingRule, ChecksAtGeometricallyGrowingCounts) {
  StoppingRule rule(options(0.01, 10, 200, 1e9));
  const auto batches = drive(rule, 1e-6, wild);

  EXPECT_EQ(batches, (std::vector<std::size_t>{1, 9, 5, 8, 12, 18, 27, 40, 60, 20}));
  EXPECT_EQ(rule.samples(), 200u);
  EXPECT_EQ(rule.reason(), StopReason::sample_limit);
}

TEST(StoppingRule, ReachesTenThousandSamplesInFewMessages) {
  StoppingRule rule(StoppingOptions{});
  EXPECT_LE(drive(rule, 1e-9, wild).size(), 20u);
  EXPECT_EQ(rule.samples(), 10000u);
}

TEST(StoppingRule, StopsAsSoonAsTheIntervalIsNarrowEnough) {
  // A ramp around 1: the half-width shrinks as the count grows.
  const auto ramp = [](std::size_t i) { return 1 + 0.001 * static_cast<double>(i * 37 % 100); };
  StoppingRule rule(options(0.01, 10, 10000, 1e9));
  drive(rule, 1e-6, ramp);

  EXPECT_EQ(rule.reason(), StopReason::precision_reached);
  EXPECT_LE(rule.interval().relative_half_width(), 0.01);
  EXPECT_GT(rule.samples(), 10u);
  EXPECT_LT(rule.samples(), 1000u);
}

/// The half-width of the samples 0.9, 1, ... 1, 1.1 (ten of them, ranks 2 and 9 bound the median).
TEST(StoppingRule, ComparesTheHalfWidthWithThePrecision) {
  const std::vector<double> samples{1, 0.9, 1.1, 1, 0.5, 2, 1, 1, 1, 1};
  StoppingRule at(options(0.1000001, 10, 100, 5));
  at.add(samples, 1e-3);
  EXPECT_TRUE(at.done());
  EXPECT_NEAR(at.interval().relative_half_width(), 0.1, 1e-12);

  StoppingRule below(options(0.0999999, 10, 100, 5));
  below.add(samples, 1e-3);
  EXPECT_FALSE(below.done());
}

TEST(StoppingRule, IntervalIsThatOfTheMedianOfAllSamples) {
  StoppingRule rule(options(1e-9, 10, 1000, 5));
  rule.add(std::vector<double>{5, 1, 4}, 0.1);
  rule.add(std::vector<double>{6, 2, 8, 3, 7}, 0.2);

  const auto expected = median_interval(std::vector<double>{5, 1, 4, 6, 2, 8, 3, 7});
  ASSERT_TRUE(expected);
  EXPECT_EQ(rule.interval().low, expected->low);
  EXPECT_EQ(rule.interval().point, expected->point);
  EXPECT_EQ(rule.interval().high, expected->high);
}

TEST(StoppingRule, HasAnInfiniteIntervalWhileThereAreTooFewSamples) {
  StoppingRule rule(options(0.5, 1, 1000, 5));
  rule.add(std::vector<double>{2, 2, 2, 2, 2}, 0.1);
  EXPECT_FALSE(rule.done());
  EXPECT_EQ(rule.interval().low, 0);
  EXPECT_EQ(rule.interval().point, 2);
  EXPECT_EQ(rule.interval().high, infinity);
  EXPECT_EQ(rule.interval().relative_half_width(), infinity);
  rule.add(std::vector<double>{2}, 0.1);
  EXPECT_TRUE(rule.done());
}

TEST(StoppingRule, NeverCallsAWidthAroundZeroPrecise) {
  StoppingRule rule(options(0.5, 10, 1000, 5));
  rule.add(std::vector<double>{0, 0, 0, 0, 0, 0, 0, 0, 1, 1}, 0.1);
  EXPECT_FALSE(rule.done());
}

TEST(StoppingRule, StopsAtTheTimeLimit) {
  StoppingRule rule(options(0.01, 10, 10000, 5));
  rule.add(std::vector<double>{1, 3}, 4.999);
  EXPECT_FALSE(rule.done());
  rule.add(std::vector<double>{1}, 5.0);
  EXPECT_TRUE(rule.done());
  EXPECT_EQ(rule.reason(), StopReason::time_limit);
  EXPECT_EQ(rule.next_batch(), 0u);
}

TEST(StoppingRule, PrefersTheBetterReason) {
  StoppingRule precise(options(0.01, 10, 10, 1));
  precise.add(std::vector<double>(10, 1.0), 2);
  EXPECT_EQ(precise.reason(), StopReason::precision_reached);

  StoppingRule full(options(0.01, 10, 10, 1));
  full.add(std::vector<double>{1, 3, 1, 3, 1, 3, 1, 3, 1, 3}, 2);
  EXPECT_EQ(full.reason(), StopReason::sample_limit);
}

TEST(StoppingRule, BoundsABatchByTheTimeThatIsLeft) {
  StoppingRule rule(options(0.01, 100, 10000, 5));
  rule.add(std::vector<double>{0.3}, 0.3);
  EXPECT_EQ(rule.next_batch(), 15u);  // 4.7 s at 0.3 s
  rule.add(std::vector<double>(15, 0.3), 4.8);
  EXPECT_EQ(rule.next_batch(), 1u);  // 0.2 s at 0.3 s, and never none
}

TEST(StoppingRule, OverrunsTheTimeLimitByLessThanOneIteration) {
  for (const double seconds : {0.001, 0.07, 0.3, 2.0, 4.9}) {
    StoppingRule rule(options(0.001, 10, 100000, 5));
    drive(rule, seconds, wild);
    EXPECT_EQ(rule.reason(), StopReason::time_limit);
    EXPECT_LT(static_cast<double>(rule.samples()) * seconds, 5 + seconds + 1e-9) << seconds;
    EXPECT_GE(static_cast<double>(rule.samples()) * seconds, 5 - 1e-9) << seconds;
  }
}

TEST(StoppingRule, AsksForOneIterationAtATimeWhenThatIsAllTheTimeAllows) {
  StoppingRule rule(options(0.01, 10, 100, 5));
  EXPECT_EQ(rule.next_batch(), 1u);
  rule.add(std::vector<double>{60}, 60);
  EXPECT_TRUE(rule.done());
  EXPECT_EQ(rule.reason(), StopReason::time_limit);
}

TEST(StoppingRule, IsNotBoundedByAClockThatStandsStill) {
  StoppingRule rule(options(0.01, 10, 100, 5));
  rule.add(std::vector<double>{1}, 0);
  EXPECT_EQ(rule.next_batch(), 9u);
}

TEST(StoppingRule, LetsTheMaximumCapTheMinimum) {
  StoppingRule rule(options(0.01, 50, 8, 5));
  const auto batches = drive(rule, 1e-3, [](std::size_t) { return 1.0; });
  EXPECT_EQ(batches, (std::vector<std::size_t>{1, 7}));
  EXPECT_EQ(rule.reason(), StopReason::precision_reached);
}

TEST(StoppingRule, DecidesAlikeFromTheSameNumbers) {
  StoppingRule one(options(0.02, 10, 5000, 5));
  StoppingRule other(options(0.02, 10, 5000, 5));
  const auto ragged = [](std::size_t i) { return 1 + 0.3 * std::fabs(std::sin(double(i) * 12.9)); };
  EXPECT_EQ(drive(one, 1e-3, ragged), drive(other, 1e-3, ragged));
  EXPECT_EQ(one.samples(), other.samples());
}

TEST(StoppingRuleDeathTest, AbortsOnMisuse) {
  EXPECT_DEATH(StoppingRule(options(0, 10, 100, 5)), "broken invariant");
  EXPECT_DEATH(StoppingRule(options(0.01, 10, 0, 5)), "broken invariant");
  EXPECT_DEATH(StoppingRule(options(0.01, 10, 100, 0)), "broken invariant");
  StoppingRule rule(options(0.01, 1, 1, 5));
  EXPECT_DEATH(rule.add(std::vector<double>{}, 1), "broken invariant");
  rule.add(std::vector<double>{1}, 1);
  EXPECT_DEATH(rule.add(std::vector<double>{1}, 1), "broken invariant");
}

TEST(StoppingRule, CountsSamplesThatResembleTheirNeighboursAsFewer) {
  std::vector<double> alternating;
  std::vector<double> drifting;
  for (int i = 0; i < 100; ++i) {
    alternating.push_back(i % 2 == 0 ? 1 : 1.2);
    drifting.push_back(i < 50 ? 1 : 1.2);
  }
  StoppingRule independent(options(0.11, 10, 1000, 5));
  independent.add(alternating, 0.1);
  EXPECT_TRUE(independent.done());
  StoppingRule dependent(options(0.11, 10, 1000, 5));
  dependent.add(drifting, 0.1);
  EXPECT_FALSE(dependent.done());
  EXPECT_EQ(dependent.interval().relative_half_width(), infinity);
}

}  // namespace
}  // namespace steelyard::run
