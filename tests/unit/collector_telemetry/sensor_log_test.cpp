#include "collectors/telemetry/sensor_log.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <future>

namespace steelyard::collectors {
namespace {

std::vector<double> times_of(std::size_t offered, std::size_t most) {
  Readings readings(most);
  for (std::size_t i = 0; i < offered; ++i) readings.add({static_cast<double>(i), {}});
  std::vector<double> times;
  for (const Reading& reading : readings.all()) times.push_back(reading.monotonic_seconds);
  return times;
}

using Times = std::vector<double>;

TEST(Readings, KeepAllAsLongAsThereIsRoom) {
  EXPECT_EQ(times_of(0, 4), Times{});
  EXPECT_EQ(times_of(4, 4), (Times{0, 1, 2, 3}));
}

TEST(Readings, KeepEveryOtherOneWhenTheyAreFull) {
  EXPECT_EQ(times_of(5, 4), (Times{0, 2, 4}));
  EXPECT_EQ(times_of(6, 4), (Times{0, 2, 4}));
  EXPECT_EQ(times_of(7, 4), (Times{0, 2, 4, 6}));
  EXPECT_EQ(times_of(8, 4), (Times{0, 2, 4, 6}));
  EXPECT_EQ(times_of(9, 4), (Times{0, 4, 8}));
  EXPECT_EQ(times_of(17, 4), (Times{0, 8, 16}));
}

TEST(Readings, StayEvenlySpacedWithAnOddRoom) {
  EXPECT_EQ(times_of(6, 5), (Times{0, 2, 4}));
  EXPECT_EQ(times_of(7, 5), (Times{0, 2, 4, 6}));
  EXPECT_EQ(times_of(11, 5), (Times{0, 4, 8}));
}

TEST(SensorLog, ReadsUntilItIsStopped) {
  std::atomic<int> reads = 0;
  std::promise<void> third;
  SensorLog log(
      [&]() -> std::optional<sy_telemetry_reading> {
        if (++reads == 3) third.set_value();
        sy_telemetry_reading reading{};
        reading.power_watts = reads;
        return reading;
      },
      1e-4, 1000);
  third.get_future().wait();
  const std::vector<Reading> readings = log.stop();
  ASSERT_GE(readings.size(), 2u);
  EXPECT_EQ(readings.size(), static_cast<std::size_t>(reads)) << "it reads on";
  EXPECT_EQ(readings[0].values.power_watts, 1);
  EXPECT_EQ(readings[1].values.power_watts, 2);
  EXPECT_LE(readings[0].monotonic_seconds, readings[1].monotonic_seconds);
  EXPECT_TRUE(log.stop().empty()) << "given away already";
}

TEST(SensorLog, EndsAtOnceHoweverLongThePeriodIs) {
  std::promise<void> first;
  SensorLog log(
      [&]() -> std::optional<sy_telemetry_reading> {
        first.set_value();
        return sy_telemetry_reading{};
      },
      1e6, 10);
  first.get_future().wait();
  EXPECT_EQ(log.stop().size(), 1u);
}

TEST(SensorLog, EndsWithTheFirstReadingThatFails) {
  std::atomic<int> reads = 0;
  std::promise<void> failed;
  SensorLog log(
      [&]() -> std::optional<sy_telemetry_reading> {
        if (++reads < 3) return sy_telemetry_reading{};
        failed.set_value();
        return std::nullopt;
      },
      1e-4, 10);
  failed.get_future().wait();
  EXPECT_EQ(log.stop().size(), 2u);
  EXPECT_EQ(reads, 3);
}

TEST(SensorLog, LeavesAReadingAloneThatDoesNotReturn) {
  auto never = std::make_shared<std::promise<void>>();
  auto begun = std::make_shared<std::promise<void>>();
  SensorLog log(
      [never, begun]() -> std::optional<sy_telemetry_reading> {
        begun->set_value();
        never->get_future().wait();
        return std::nullopt;
      },
      1e-4, 10);
  begun->get_future().wait();
  EXPECT_TRUE(log.stop().empty());
  never->set_value();
}

}  // namespace
}  // namespace steelyard::collectors
