#include "results/verdicts/telemetry_summary.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>

namespace steelyard::results {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;

constexpr double nothing = std::numeric_limits<double>::quiet_NaN();

TelemetrySample reading(int rank, double watts, double celsius = nothing, double clock = nothing,
                        std::uint64_t throttle = 0) {
  TelemetrySample sample;
  sample.rank = rank;
  sample.power_watts = watts;
  sample.temperature_celsius = celsius;
  sample.core_clock_hz = clock;
  sample.memory_clock_hz = nothing;
  sample.throttle_reasons = throttle;
  return sample;
}

TEST(TelemetrySummary, HasNothingWithoutReadings) {
  EXPECT_THAT(summarise_telemetry({}), IsEmpty());
}

TEST(TelemetrySummary, GivesLeastMedianAndMostOfEachRank) {
  const std::vector samples{reading(3, 400, 70, 1.9e9), reading(1, 100), reading(3, 300, 60, 1.8e9),
                            reading(3, 350, 0, 1.7e9)};
  const auto devices = summarise_telemetry(samples);
  ASSERT_EQ(devices.size(), 2U);
  EXPECT_EQ(devices[0].rank, 1);
  EXPECT_EQ(devices[0].readings, 1U);
  EXPECT_EQ(devices[1].rank, 3);
  EXPECT_EQ(devices[1].readings, 3U);
  EXPECT_EQ(devices[1].power_watts->least, 300);
  EXPECT_EQ(devices[1].power_watts->median, 350);
  EXPECT_EQ(devices[1].power_watts->most, 400);
  EXPECT_EQ(devices[1].temperature_celsius->least, 0);
  EXPECT_EQ(devices[1].core_clock_hz->median, 1.8e9);
  EXPECT_FALSE(devices[1].memory_clock_hz);
  EXPECT_FALSE(devices[0].temperature_celsius);
}

TEST(TelemetrySummary, LeavesOutWhatNoSensorReads) {
  const std::vector samples{reading(0, 0, nothing, 0),
                            reading(0, std::numeric_limits<double>::infinity(), 50, -1)};
  const auto devices = summarise_telemetry(samples);
  EXPECT_FALSE(devices[0].power_watts);
  EXPECT_FALSE(devices[0].core_clock_hz);
  EXPECT_EQ(devices[0].temperature_celsius->most, 50);
  EXPECT_EQ(devices[0].readings, 2U);
}

TEST(TelemetrySummary, NamesWhatHeldTheClock) {
  const std::vector samples{reading(0, 1, 1, 1, 0), reading(0, 1, 1, 1, 1), reading(0, 1, 1, 1, 3),
                            reading(0, 1, 1, 1, 4), reading(0, 1, 1, 1, 8 + 16)};
  EXPECT_THAT(summarise_telemetry(samples)[0].throttled,
              ElementsAre(Pair("power limit", 2U), Pair("heat", 1U), Pair("hardware", 1U),
                          Pair("another reason", 1U)));
  EXPECT_THAT(summarise_telemetry(std::vector{reading(0, 1)})[0].throttled, IsEmpty());
}

}  // namespace
}  // namespace steelyard::results
