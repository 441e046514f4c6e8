#include "harness/run/warmup_rule.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace steelyard::run {
namespace {

using Times = std::vector<double>;

WarmupOptions options(std::size_t window, double tolerance, std::size_t minimum,
                      std::size_t maximum, double seconds) {
  WarmupOptions made;
  made.window = window;
  made.tolerance = tolerance;
  made.minimum_iterations = minimum;
  made.maximum_iterations = maximum;
  made.maximum_seconds = seconds;
  return made;
}

/// Iterations until the rule ends, for iterations that take sample(i) seconds.
template <typename Sample>
std::size_t iterations_until_done(WarmupRule& rule, Sample sample) {
  double elapsed = 0;
  while (!rule.done()) {
    Times times;
    const std::size_t batch = rule.next_batch();
    EXPECT_GT(batch, 0u);
    if (batch == 0) break;
    for (std::size_t i = 0; i < batch; ++i) {
      times.push_back(sample(rule.iterations() + i));
      elapsed += times.back();
    }
    rule.add(times, elapsed);
  }
  return rule.iterations();
}

TEST(WarmupRule, HasTheDocumentedDefaults) {
  const WarmupOptions defaults;
  EXPECT_EQ(defaults.window, 5u);
  EXPECT_EQ(defaults.tolerance, 0.02);
  EXPECT_EQ(defaults.minimum_iterations, 3u);
  EXPECT_EQ(defaults.maximum_iterations, 200u);
  EXPECT_EQ(defaults.maximum_seconds, 2);
}

TEST(WarmupRule, EndsAfterTwoWindowsWhenNothingFalls) {
  WarmupRule rule;
  EXPECT_EQ(iterations_until_done(rule, [](std::size_t) { return 1e-3; }), 10u);
  EXPECT_EQ(rule.next_batch(), 0u);
}

TEST(WarmupRule, AsksForTheMinimumThenForWholeWindows) {
  WarmupRule rule(options(5, 0.02, 3, 200, 1e9));
  EXPECT_EQ(rule.next_batch(), 3u);
  rule.add({9, 9, 9}, 1);
  EXPECT_EQ(rule.next_batch(), 2u);
  rule.add({9, 9}, 2);
  EXPECT_EQ(rule.next_batch(), 5u);
  rule.add({1, 1, 1, 1, 1}, 3);
  EXPECT_FALSE(rule.done());
  EXPECT_EQ(rule.next_batch(), 5u);
  EXPECT_EQ(rule.iterations(), 10u);
}

TEST(WarmupRule, GoesOnWhileTheTimeFalls) {
  // Halves with each window of 5 until iteration 30.
  const auto falling = [](std::size_t i) {
    return 1e-3 / double(1u << std::min<std::size_t>(i / 5, 6));
  };
  WarmupRule rule;
  EXPECT_EQ(iterations_until_done(rule, falling), 40u);
}

TEST(WarmupRule, CallsAFallWithinTheToleranceSettled) {
  WarmupRule settled(options(1, 0.02, 1, 200, 1e9));
  settled.add({1.0}, 1);
  settled.add({0.981}, 2);
  EXPECT_TRUE(settled.done());

  WarmupRule falling(options(1, 0.02, 1, 200, 1e9));
  falling.add({1.0}, 1);
  falling.add({0.979}, 2);
  EXPECT_FALSE(falling.done());
}

TEST(WarmupRule, TakesTheToleranceItselfAsSettled) {
  WarmupRule rule(options(1, 0.5, 1, 200, 1e9));
  rule.add({1.0}, 1);
  rule.add({0.5}, 2);
  EXPECT_TRUE(rule.done());
}

TEST(WarmupRule, EndsWhenTheTimeRises) {
  WarmupRule rule(options(1, 0.02, 1, 200, 1e9));
  rule.add({1.0}, 1);
  rule.add({1.5}, 2);
  EXPECT_TRUE(rule.done());
}

TEST(WarmupRule, LooksAtTheMedianOfAWindow) {
  WarmupRule rule(options(3, 0.02, 1, 200, 1e9));
  rule.add({1.0, 1.0, 50.0}, 1);
  rule.add({0.001, 0.9, 0.9}, 2);
  EXPECT_FALSE(rule.done());  // 0.9 against 1.0; by means it would be settled or wild
  rule.add({0.9, 40, 0.9}, 3);
  EXPECT_TRUE(rule.done());
}

TEST(WarmupRule, ComparesWithTheBestWindow) {
  // Fed as one batch, so that the rule cannot end between windows.
  WarmupRule rule(options(1, 0.02, 4, 200, 1e9));
  rule.add({1.0}, 1);
  rule.add({0.5}, 2);
  rule.add({0.4}, 3);
  EXPECT_FALSE(rule.done());
  rule.add({0.395}, 4);
  EXPECT_TRUE(rule.done());
}

TEST(WarmupRule, SeesAWindowThatSettledInsideABatch) {
  WarmupRule rule(options(2, 0.02, 1, 200, 1e9));
  rule.add({1, 1, 1, 1, 0.1, 0.1}, 1);
  EXPECT_TRUE(rule.done());
}

TEST(WarmupRule, KeepsAWindowOpenAcrossBatches) {
  WarmupRule rule(options(4, 0.02, 1, 200, 1e9));
  rule.add({1, 1, 1}, 1);
  EXPECT_EQ(rule.next_batch(), 1u);
  rule.add({1, 1, 1}, 2);
  EXPECT_FALSE(rule.done());
  EXPECT_EQ(rule.next_batch(), 2u);
  rule.add({1, 1}, 3);
  EXPECT_TRUE(rule.done());
}

TEST(WarmupRule, EndsAtTheLimitOfIterations) {
  double time = 1;
  const auto always_falling = [&](std::size_t) { return time *= 0.9; };
  WarmupRule rule(options(5, 0.02, 3, 23, 1e9));
  EXPECT_EQ(iterations_until_done(rule, always_falling), 23u);
}

TEST(WarmupRule, EndsAtTheLimitOfTime) {
  double time = 1;
  WarmupRule rule(options(5, 0.02, 3, 200, 2));
  rule.add({1, 1, 1}, 1.999);
  EXPECT_FALSE(rule.done());
  rule.add({time}, 2.0);
  EXPECT_TRUE(rule.done());
}

TEST(WarmupRule, RunsTheMinimumEvenWhenTimeIsUp) {
  WarmupRule rule(options(5, 0.02, 3, 200, 2));
  rule.add({10, 10}, 20);
  EXPECT_FALSE(rule.done());
  EXPECT_EQ(rule.next_batch(), 1u);
  rule.add({10}, 30);
  EXPECT_TRUE(rule.done());
}

TEST(WarmupRule, RunsTheMinimumEvenWhenSettled) {
  WarmupRule rule(options(1, 0.02, 4, 200, 1e9));
  rule.add({1}, 1);
  rule.add({1}, 2);
  EXPECT_FALSE(rule.done());
  EXPECT_EQ(rule.next_batch(), 2u);
}

TEST(WarmupRule, BoundsABatchByTheTimeThatIsLeft) {
  WarmupRule rule(options(50, 0.02, 3, 200, 2));
  rule.add({0.1, 0.1, 0.1}, 0.3);
  EXPECT_EQ(rule.next_batch(), 17u);  // 1.7 s at 0.1 s
  rule.add(Times(16, 0.1), 1.95);
  EXPECT_EQ(rule.next_batch(), 1u);
}

TEST(WarmupRule, IsNotBoundedByAClockThatStandsStill) {
  WarmupRule rule(options(5, 0.02, 3, 200, 2));
  rule.add({0, 0, 0}, 0);
  EXPECT_EQ(rule.next_batch(), 2u);
  rule.add({0, 0}, 0);
  rule.add({0, 0, 0, 0, 0}, 0);
  EXPECT_TRUE(rule.done());
}

TEST(WarmupRule, KeepsTheMinimumWithinItsBounds) {
  EXPECT_EQ(WarmupRule(options(5, 0.02, 0, 200, 2)).next_batch(), 1u);
  EXPECT_EQ(WarmupRule(options(5, 0.02, 50, 7, 2)).next_batch(), 7u);
}

TEST(WarmupRuleDeathTest, AbortsOnMisuse) {
  EXPECT_DEATH(WarmupRule(options(0, 0.02, 3, 200, 2)), "broken invariant");
  EXPECT_DEATH(WarmupRule(options(5, 0.02, 3, 0, 2)), "broken invariant");
  WarmupRule rule(options(1, 0.02, 1, 1, 2));
  EXPECT_DEATH(rule.add({}, 1), "broken invariant");
  rule.add({1}, 1);
  EXPECT_DEATH(rule.add({1}, 1), "broken invariant");
}

}  // namespace
}  // namespace steelyard::run
