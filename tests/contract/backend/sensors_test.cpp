#include <cmath>
#include <thread>

#include "tests/contract/backend/backend_fixture.hpp"

namespace steelyard::device {
namespace {

class TelemetryContract : public BackendContract {
 protected:
  void SetUp() override {
    BackendContract::SetUp();
    if (IsSkipped()) return;
    if (!device().telemetry()) GTEST_SKIP() << "This backend reads no sensors.";
  }
};
INSTANTIATE_OVER_BACKENDS(TelemetryContract);

using ProbeContract = BackendContract;
INSTANTIATE_OVER_BACKENDS(ProbeContract);

/// Absent, or within what hardware can be.
void expect_sane(const sy_telemetry_reading& reading) {
  const auto expect_within = [](double value, double low, double high, const char* what) {
    if (std::isnan(value)) return;
    EXPECT_GE(value, low) << what;
    EXPECT_LE(value, high) << what;
  };
  expect_within(reading.power_watts, 0, 1e5, "power");
  expect_within(reading.power_limit_watts, 1, 1e5, "power limit");
  expect_within(reading.energy_joules, 0, 1e15, "energy");
  expect_within(reading.temperature_celsius, -60, 150, "temperature");
  expect_within(reading.core_clock_hz, 1e6, 1e11, "core clock");
  expect_within(reading.memory_clock_hz, 1e6, 1e11, "memory clock");
  EXPECT_LE(reading.throttle_reasons, 15u);
}

TEST_P(TelemetryContract, ReadsSaneValuesOrNone) { expect_sane(*device().telemetry()); }

TEST_P(TelemetryContract, ReadsFromASecondThread) {
  std::thread([&] { expect_sane(*device().telemetry()); }).join();
}

TEST_P(TelemetryContract, NeverLetsEnergyRunBackwards) {
  Stream stream(device());
  const Buffer buffer(device(), 1 << 22);
  double previous = 0;
  for (int i = 0; i < 5; ++i) {
    const double energy = device().telemetry()->energy_joules;
    if (std::isnan(energy)) GTEST_SKIP() << "This device has no energy counter.";
    EXPECT_GE(energy, previous);
    previous = energy;
    stream.fill(buffer.data(), 1, buffer.size());
    stream.synchronize();
  }
}

TEST_P(TelemetryContract, StatesThePeriodOfItsSensors) {
  double seconds = 0;
  ASSERT_EQ(table().telemetry->period(device().handle(), &seconds), SY_OK);
  EXPECT_GT(seconds, 0);
  EXPECT_LE(seconds, 60);
}

TEST_P(ProbeContract, MeasuresAtLeastOneUnitWithANamedLoop) {
  if (table().probe == nullptr) GTEST_SKIP() << "This backend offers no probe.";
  int offered = 0;
  const auto look = [&](sy_probe_unit unit, Dtype dtype) {
    const auto result = device().probe(unit, dtype, 0.01);
    if (!result) return;
    ++offered;
    EXPECT_TRUE(std::isfinite(result->rate) && result->rate > 0) << result->unit;
    EXPECT_FALSE(result->unit.empty());
  };
  look(SY_PROBE_MEMORY, Dtype::f32);
  for (const Dtype dtype : all_dtypes()) {
    if (device().multiplies(dtype)) look(SY_PROBE_MULTIPLY, dtype);
  }
  EXPECT_GT(offered, 0);
}

}  // namespace
}  // namespace steelyard::device
