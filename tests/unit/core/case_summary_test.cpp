#include "harness/core/case_summary.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>

#include "harness/core/statistics/quantiles.hpp"

namespace steelyard {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

Visit visit_of(int round, std::vector<double> samples, double before = 0, double after = 0) {
  Visit visit;
  visit.round = round;
  visit.samples = std::move(samples);
  visit.probe_before.rate = before;
  visit.probe_after.rate = after;
  return visit;
}

CaseRecord record_of(int ranks, std::vector<Visit> visits) {
  CaseRecord record;
  record.ranks = ranks;
  record.visits = std::move(visits);
  return record;
}

TEST(CaseTimes, AreNothingWithoutSamples) {
  EXPECT_FALSE(case_times(record_of(1, {})));
  EXPECT_FALSE(case_times(record_of(1, {visit_of(0, {})})));
}

TEST(CaseTimes, AreThoseOfTheSlowestRank) {
  const auto times = case_times(
      record_of(2, {visit_of(0, {1, 2, 0.1, 7}), visit_of(1, {}), visit_of(2, {3, 0.1})}));
  ASSERT_TRUE(times);
  EXPECT_THAT(times->quoted, ElementsAre(ElementsAre(2, 7), ElementsAre(3)));
  EXPECT_EQ(times->median_seconds, 3);
  EXPECT_EQ(times->p5_seconds, quantile(std::vector<double>{2, 3, 7}, 0.05));
  EXPECT_EQ(times->p95_seconds, quantile(std::vector<double>{2, 3, 7}, 0.95));
  EXPECT_EQ(times->p99_seconds, quantile(std::vector<double>{2, 3, 7}, 0.99));
  EXPECT_EQ(times->iterations, 3u);
  EXPECT_EQ(times->left_out, 0u);
  EXPECT_EQ(times->rounds, 2);
  EXPECT_THAT(times->fault, IsEmpty());
}

TEST(CaseTimes, QuoteTheMedianWithoutDisturbedBatchesAndTheQuantilesOfAll) {
  Visit first = visit_of(0, {1, 2, 3, 100});
  first.batches = {{.samples = 3}, {.samples = 1, .disturbed = true}};
  const auto times = case_times(record_of(1, {first, visit_of(1, {4, 5, 6})}));
  ASSERT_TRUE(times);
  EXPECT_EQ(times->median_seconds, 3.5);
  EXPECT_EQ(times->p99_seconds, quantile(std::vector<double>{1, 2, 3, 4, 5, 6, 100}, 0.99));
  EXPECT_EQ(times->iterations, 7u);
  EXPECT_EQ(times->left_out, 1u);
}

TEST(CaseTimes, HoldTheMedianOfEachRank) {
  const auto times = case_times(record_of(
      3, {visit_of(0, {1, 9, 5, 2, 8, 5}), visit_of(1, {}), visit_of(2, {3, 1, 5, 4, 1, 6})}));
  ASSERT_TRUE(times);
  EXPECT_THAT(times->rank_medians_seconds, ElementsAre(2.5, 4.5, 5));
  EXPECT_EQ(times->median_seconds, 7);
}

TEST(CaseTimes, HoldMediansOfRanksWithoutDisturbedBatches) {
  Visit first = visit_of(0, {1, 2, 3, 4, 100, 200});
  first.batches = {{.samples = 2}, {.samples = 1, .disturbed = true}};
  Visit hit = visit_of(1, {50, 60});
  hit.batches = {{.samples = 1, .disturbed = true}};
  const Visit last = visit_of(2, {5, 6, 7, 8, 9, 10, 11, 12});
  const auto times = case_times(record_of(2, {first, hit, last}));
  ASSERT_TRUE(times);
  EXPECT_EQ(times->left_out, 2U);
  EXPECT_THAT(times->rank_medians_seconds, ElementsAre(6, 7));
  const auto too_few = case_times(record_of(2, {first}));
  EXPECT_EQ(too_few->left_out, 0U);
  EXPECT_THAT(too_few->rank_medians_seconds, ElementsAre(3, 4));
}

TEST(CaseSummary, IsSoundOnlyWithMediansOfRanksThatCanBe) {
  const auto with = [](std::vector<double> medians) {
    CaseSummary summary = *case_times(record_of(2, {visit_of(0, {1, 2, 3, 4})}));
    summary.rank_medians_seconds = std::move(medians);
    return is_sound(summary);
  };
  EXPECT_TRUE(with({2, 3}));
  EXPECT_TRUE(with({2, 3 * (1 + 1e-12)}));
  EXPECT_TRUE(with({}));
  EXPECT_FALSE(with({2, 3.1})) << "the slowest rank's is 3";
  EXPECT_FALSE(with({0, 3}));
  EXPECT_FALSE(with({2, -1}));
  EXPECT_FALSE(with({std::numeric_limits<double>::quiet_NaN(), 3}));
  CaseSummary faulty;
  faulty.fault = "why";
  EXPECT_TRUE(is_sound(faulty));
  faulty.rank_medians_seconds = {1};
  EXPECT_FALSE(is_sound(faulty));
}

TEST(CaseTimes, CountDisturbedRoundsThatHaveSamples) {
  Visit disturbed = visit_of(0, {1});
  disturbed.disturbed = true;
  Visit empty = visit_of(1, {});
  empty.disturbed = true;
  EXPECT_EQ(case_times(record_of(1, {disturbed, empty, visit_of(2, {1})}))->disturbed_rounds, 1);
}

TEST(CaseTimes, AddUpLateIterationsOfAllVisits) {
  Visit first = visit_of(0, {1, 1});
  first.late_iterations = 2;
  Visit second = visit_of(1, {1});
  second.late_iterations = 1;
  EXPECT_EQ(case_times(record_of(1, {first, second}))->late_iterations, 3u);
}

TEST(CaseTimes, HoldEachSampleAgainstTheProbesOfItsVisit) {
  const auto times = case_times(record_of(
      1, {visit_of(0, {1, 2}, 4, 9), visit_of(1, {8}), visit_of(2, {1}, 0, 3),
          visit_of(3, {5}, 2, 0), visit_of(4, {1}, std::numeric_limits<double>::infinity(), 1)}));
  ASSERT_TRUE(times);
  EXPECT_THAT(times->probe_rates, ElementsAre(6, 0, 3, 2, 0));
  EXPECT_THAT(times_per_probe(*times),
              ElementsAre(ElementsAre(6, 12), ElementsAre(3), ElementsAre(10)));
  EXPECT_EQ(times->per_probe, 1.0 / 8);
}

TEST(CaseTimes, HaveNothingPerProbeWithoutProbes) {
  EXPECT_FALSE(case_times(record_of(1, {visit_of(0, {1})}))->per_probe);
}

TEST(CaseTimes, SayWhatIsWrongWithSamples) {
  const auto times = case_times(record_of(2, {visit_of(4, {1, 2, 3})}));
  ASSERT_TRUE(times);
  EXPECT_THAT(times->fault, HasSubstr("3 times of round 4 do not fill samples of 2 ranks"));
  CaseSummary expected;
  expected.fault = times->fault;
  EXPECT_EQ(static_cast<const CaseSummary&>(*times), expected);
  EXPECT_THAT(times->quoted, IsEmpty());
}

/// A visit of the last two of ten seconds, and readings of a sensor over all ten.
std::vector<TelemetrySample> sensor(double watts) {
  std::vector<TelemetrySample> samples;
  for (int i = 0; i <= 40; ++i) {
    TelemetrySample sample;
    sample.seconds = i / 4.0;
    sample.power_watts = watts;
    sample.energy_joules = std::numeric_limits<double>::quiet_NaN();
    samples.push_back(sample);
  }
  return samples;
}

Visit timed_visit(int round, std::vector<double> samples, double start) {
  Visit visit = visit_of(round, std::move(samples));
  visit.start_seconds = start;
  visit.wall_seconds = 2;
  Batch batch;
  batch.samples = visit.samples.size();
  batch.wall_seconds = 2;
  visit.batches = {batch};
  return visit;
}

TEST(CaseTimes, HoldPowerAndEnergyOfQuotedVisits) {
  const CaseRecord record =
      record_of(1, {visit_of(0, {}), timed_visit(1, {1, 2, 3}, 2), timed_visit(2, {4, 5}, 100)});
  const auto times = case_times(record, SensorTraces(sensor(100)));
  ASSERT_TRUE(times);
  EXPECT_THAT(times->visit_watts, ElementsAre(100, 0));
  EXPECT_EQ(times->watts, 100);
  EXPECT_EQ(times->joules_per_iteration, 200);
  EXPECT_EQ(times->power_source, "power");
  EXPECT_THAT(joules_of(*times), ElementsAre(ElementsAre(100, 200, 300)));
}

TEST(CaseTimes, HoldNoPowerWithoutSensors) {
  const CaseRecord record = record_of(1, {timed_visit(1, {1, 2, 3}, 2)});
  const auto times = case_times(record);
  ASSERT_TRUE(times);
  EXPECT_THAT(times->visit_watts, ElementsAre(0));
  EXPECT_FALSE(times->watts);
  EXPECT_FALSE(times->joules_per_iteration);
  EXPECT_EQ(times->power_source, "");
}

TEST(CaseTimes, HoldNoPowerOfVisitsThatAreNotQuoted) {
  Visit disturbed = timed_visit(0, {1, 1, 1, 1, 1, 1}, 2);
  disturbed.batches[0].disturbed = true;
  const auto quiet = [](int round) { return timed_visit(round, {1, 1, 1, 1}, 100); };
  const auto times =
      case_times(record_of(1, {disturbed, quiet(1), quiet(2)}), SensorTraces(sensor(100)));
  ASSERT_TRUE(times);
  EXPECT_EQ(times->quoted.size(), 2u);
  EXPECT_FALSE(times->watts);
  EXPECT_EQ(times->power_source, "");
}

}  // namespace
}  // namespace steelyard
