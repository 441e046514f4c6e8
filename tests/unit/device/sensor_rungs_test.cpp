#include <limits>

#include "tests/unit/device/mutant.hpp"

namespace steelyard::device::conformance {
namespace {

TEST(SensorRungs, NoticeUnitsThatAreWrong) {
  const auto plausible = "telemetry.plausible";
  expect_failure(climb_with_sensors<[](auto& r) { r.power_watts = 300e3; }>(plausible), "power is");
  expect_failure(climb_with_sensors<[](auto& r) { r.power_watts = -1; }>(plausible), "power is");
  expect_failure(climb_with_sensors<[](auto& r) { r.power_limit_watts = 0.7; }>(plausible),
                 "power limit is");
  expect_failure(climb_with_sensors<[](auto& r) { r.temperature_celsius = 318; }>(plausible),
                 "temperature is");
  expect_failure(climb_with_sensors<[](auto& r) { r.core_clock_hz = 1500; }>(plausible),
                 "core clock is");
  expect_failure(climb_with_sensors<[](auto& r) { r.memory_clock_hz = 1.6e12; }>(plausible),
                 "memory clock is");
  expect_failure(climb_with_sensors<[](auto& r) { r.energy_joules = -5; }>(plausible), "energy is");
  expect_failure(climb_with_sensors<[](auto& r) { r.throttle_reasons = 16; }>(plausible), "0x10");
  expect_failure(climb_with_sensors<[](auto& r) { r.power_watts = 5001; }>("telemetry.thread"),
                 "power is");
}

TEST(SensorRungs, TakeTheEdgesOfWhatIsPlausible) {
  constexpr auto low = [](sy_telemetry_reading& r) { r = {0, 0, -50, 1e6, 1e6, 1, 0}; };
  constexpr auto high = [](sy_telemetry_reading& r) { r = {5e3, 1e15, 150, 1e10, 1e10, 5e3, 15}; };
  EXPECT_EQ(climb_with_sensors<low>("telemetry.plausible").outcome, Outcome::passed);
  EXPECT_EQ(climb_with_sensors<high>("telemetry.plausible").outcome, Outcome::passed);
}

TEST(SensorRungs, NoticeEnergyThatRunsBackwards) {
  constexpr auto falls = [](sy_telemetry_reading& r) {
    static double joules = 100;
    r.energy_joules = --joules;
  };
  expect_failure(climb_with_sensors<falls>("telemetry.energy"), "fell from 99 to 98 J");
  constexpr auto none = [](sy_telemetry_reading& r) {
    r.energy_joules = std::numeric_limits<double>::quiet_NaN();
  };
  expect_not_offered(climb_with_sensors<none>("telemetry.energy"), "no energy counter");
}

TEST(SensorRungs, NoticeAnImpossiblePeriod) {
  Mutant mutant;
  mutant.telemetry.period = [](sy_device*, double* seconds) {
    *seconds = 0;
    return SY_OK;
  };
  expect_failure(mutant.climb("telemetry.period"), "0 s");
}

TEST(ErrorRungs, NoticeWhatIsNotRefused) {
  Mutant mutant;
  mutant.devices.close = [](sy_device* device) {
    return device == nullptr ? SY_OK : sound_table().devices->close(device);
  };
  expect_failure(mutant.climb("errors.devices"),
                 "Closing nothing returned SY_OK instead of SY_INVALID_ARGUMENT");
}

TEST(ErrorRungs, NoticeFastAccumulationOfWhatIsNoFp8) {
  Mutant mutant;
  mutant.gemm.plan = [](sy_device* device, const sy_gemm_shape* shape, sy_gemm** plan) {
    sy_gemm_shape slow = *shape;
    slow.fast_accumulation = 0;
    return sound_table().gemm->plan(device, &slow, plan);
  };
  expect_failure(mutant.climb("errors.fast_accumulation"), "fast accumulation of f64");
}

TEST(ErrorRungs, NoticeARefusalWithoutAWord) {
  Mutant mutant;
  mutant.table.last_error = [] { return ""; };
  expect_failure(mutant.climb("errors.memory"), "as it should, but last_error() is empty");
}

}  // namespace
}  // namespace steelyard::device::conformance
