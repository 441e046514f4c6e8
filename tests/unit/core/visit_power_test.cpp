#include "harness/core/visit_power.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace steelyard {
namespace {

using testing::ElementsAre;

const double none = std::nan("");
constexpr double infinite = std::numeric_limits<double>::infinity();

TelemetrySample power(double seconds, double watts, int rank = 0) {
  TelemetrySample sample;
  sample.seconds = seconds;
  sample.rank = rank;
  sample.power_watts = watts;
  sample.energy_joules = none;
  return sample;
}

TelemetrySample counter(double seconds, double joules, int rank = 0) {
  TelemetrySample sample = power(seconds, none, rank);
  sample.energy_joules = joules;
  return sample;
}

std::optional<double> by_power(const std::vector<TelemetrySample>& samples, double begin,
                               double end) {
  return SensorTraces(samples).mean_watts(0, begin, end, PowerSource::power);
}

std::optional<double> by_counter(const std::vector<TelemetrySample>& samples, double begin,
                                 double end) {
  return SensorTraces(samples).mean_watts(0, begin, end, PowerSource::counter);
}

TEST(SensorTraces, IntegratePowerByTrapezoidsOverTheReadingsOwnTimes) {
  // 100 to 200 W over 1 s, 200 to 600 W over 3 s: 150 + 1200 J in 4 s.
  EXPECT_EQ(by_power({power(0, 100), power(1, 200), power(4, 600)}, 0, 4), 337.5);
}

TEST(SensorTraces, TakeTheDifferenceOfTheCounter) {
  EXPECT_EQ(by_counter({counter(0, 1000), counter(1, 1100), counter(2, 1700)}, 0, 2), 350);
}

TEST(SensorTraces, TakeOnlyReadingsBetweenTheTwoTimesBothIncluded) {
  const std::vector<TelemetrySample> samples{power(0.9, 9000), power(1, 100), power(2, 100),
                                             power(2.1, 9000)};
  EXPECT_EQ(by_power(samples, 1, 2), 100);
}

TEST(SensorTraces, SortReadingsByTime) {
  EXPECT_EQ(by_counter({counter(2, 1700), counter(0, 1000), counter(1, 1100)}, 0, 2), 350);
}

TEST(SensorTraces, TellRanksApart) {
  const SensorTraces traces(
      std::vector{power(0, 100, 0), power(0, 300, 7), power(1, 100, 0), power(1, 300, 7)});
  EXPECT_EQ(traces.mean_watts(0, 0, 1, PowerSource::power), 100);
  EXPECT_EQ(traces.mean_watts(7, 0, 1, PowerSource::power), 300);
  EXPECT_EQ(traces.mean_watts(1, 0, 1, PowerSource::power), std::nullopt);
}

TEST(SensorTraces, NeedReadingsOverHalfOfTheTime) {
  EXPECT_EQ(by_power({power(0, 100), power(1, 100)}, 0, 2), 100);
  EXPECT_EQ(by_power({power(0, 100), power(0.99, 100)}, 0, 2), std::nullopt);
  EXPECT_EQ(by_power({power(0, 100)}, 0, 0), std::nullopt);
  EXPECT_EQ(by_power({}, 0, 1), std::nullopt);
  EXPECT_EQ(by_power({power(5, 100), power(6, 100)}, 0, 1), std::nullopt);
}

TEST(SensorTraces, LeaveOutReadingsWithoutThatSensor) {
  EXPECT_EQ(by_power({power(0, 100), power(0.5, none), counter(0.6, 5), power(1, 100)}, 0, 1), 100);
  EXPECT_EQ(by_counter({power(0, 100), power(1, 100)}, 0, 1), std::nullopt);
  EXPECT_EQ(by_power({power(0, 100), power(none, 7), power(1, 100)}, 0, 1), 100);
  EXPECT_EQ(by_power({power(0, 100), power(0.5, infinite), power(1, 100)}, 0, 1), 100);
}

TEST(SensorTraces, KnowNothingOfACounterThatRanBackwards) {
  EXPECT_EQ(by_counter({counter(0, 1000), counter(1, 10), counter(2, 2000)}, 0, 2), std::nullopt);
}

TEST(SensorTraces, KnowNothingOfPowerThatCannotBe) {
  EXPECT_EQ(by_power({power(0, -100), power(1, 300)}, 0, 1), std::nullopt);
  EXPECT_EQ(by_power({power(0, 300), power(1, -100)}, 0, 1), std::nullopt);
  EXPECT_EQ(by_power({power(0, 0), power(1, 0)}, 0, 1), std::nullopt);
  EXPECT_EQ(by_power({power(0, 1e6), power(1, 1e6)}, 0, 1), 1e6);
  EXPECT_EQ(by_power({power(0, 2e6), power(1, 1e6)}, 0, 1), std::nullopt);
  EXPECT_EQ(by_counter({counter(0, 5), counter(1, 5)}, 0, 1), std::nullopt);
}

/// One sampled for `sampling` seconds up to `end`, begun at `start`.
Visit visit_of(double start, double end, std::vector<double> laps) {
  Visit visit;
  visit.samples = {1e-3};
  visit.start_seconds = start;
  visit.wall_seconds = end - start;
  for (const double lap : laps) {
    Batch batch;
    batch.wall_seconds = lap;
    visit.batches.push_back(batch);
  }
  return visit;
}

CaseRecord record_of(int ranks, std::vector<Visit> visits) {
  CaseRecord record;
  record.ranks = ranks;
  record.visits = std::move(visits);
  return record;
}

/// 100 W up to second 8, 300 W from there on, four readings a second.
std::vector<TelemetrySample> step(int rank = 0, double factor = 1) {
  std::vector<TelemetrySample> samples;
  for (int i = 0; i <= 48; ++i) {
    samples.push_back(power(i / 4.0, (i < 32 ? 100 : 300) * factor, rank));
  }
  return samples;
}

TEST(VisitPower, IsThatOfTheLastSecondsOfAVisit) {
  const SensorTraces traces(step());
  const auto power =
      visit_power(record_of(1, {visit_of(0, 10, {1, 1}), visit_of(0, 6, {2})}), traces);
  ASSERT_TRUE(power);
  EXPECT_EQ(power->source, PowerSource::power);
  EXPECT_THAT(power->watts, ElementsAre(300, 100));
}

TEST(VisitPower, TakesTheWholeVisitIfItsBatchesTookLonger) {
  const SensorTraces traces(step());
  const auto power = visit_power(record_of(1, {visit_of(8, 10, {5})}), traces);
  ASSERT_TRUE(power);
  EXPECT_THAT(power->watts, ElementsAre(300));
}

TEST(VisitPower, IsTheMeanOverRanksAndNeedsAll) {
  std::vector<TelemetrySample> samples = step();
  const std::vector<TelemetrySample> others = step(1, 3);
  samples.insert(samples.end(), others.begin(), others.end());
  const SensorTraces traces(samples);
  const auto power = visit_power(record_of(2, {visit_of(0, 4, {4})}), traces);
  ASSERT_TRUE(power);
  EXPECT_THAT(power->watts, ElementsAre(200));
  EXPECT_FALSE(visit_power(record_of(3, {visit_of(0, 4, {4})}), traces));
}

TEST(VisitPower, IsUnknownForVisitsWithoutSamplesBatchesOrReadings) {
  const SensorTraces traces(step());
  Visit empty = visit_of(0, 4, {4});
  empty.samples.clear();
  const auto power = visit_power(
      record_of(1, {empty, visit_of(0, 4, {}), visit_of(100, 104, {4}), visit_of(0, 4, {4})}),
      traces);
  ASSERT_TRUE(power);
  EXPECT_THAT(power->watts, ElementsAre(0, 0, 0, 100));
}

TEST(VisitPower, PrefersTheCounter) {
  std::vector<TelemetrySample> samples = step();
  for (TelemetrySample& sample : samples) sample.energy_joules = 50 * sample.seconds;
  const auto power = visit_power(record_of(1, {visit_of(0, 4, {4})}), SensorTraces(samples));
  ASSERT_TRUE(power);
  EXPECT_EQ(power->source, PowerSource::counter);
  EXPECT_THAT(power->watts, ElementsAre(50));
}

TEST(VisitPower, IsNothingWithoutSensors) {
  EXPECT_FALSE(visit_power(record_of(1, {visit_of(0, 4, {4})}), SensorTraces()));
  EXPECT_FALSE(visit_power(record_of(1, {}), SensorTraces(step())));
}

TEST(VisitPower, IsNothingForTimesThatCannotBe) {
  const SensorTraces traces(step());
  EXPECT_FALSE(visit_power(record_of(1, {visit_of(0, 4, {none})}), traces));
  EXPECT_FALSE(visit_power(record_of(1, {visit_of(none, 4, {4})}), traces));
  EXPECT_FALSE(visit_power(record_of(1, {visit_of(0, infinite, {4})}), traces));
  EXPECT_FALSE(visit_power(record_of(1, {visit_of(0, 4, {-4})}), traces));
}

TEST(PowerSource, HasAWordForEach) {
  EXPECT_EQ(name(PowerSource::counter), "counter");
  EXPECT_EQ(name(PowerSource::power), "power");
}

}  // namespace
}  // namespace steelyard
