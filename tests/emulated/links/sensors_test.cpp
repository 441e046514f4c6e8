#include <gmock/gmock.h>

#include <cmath>
#include <thread>

#include "tests/emulated/links/emulated_vendor.hpp"

namespace steelyard::device {
namespace {

class SensorsOfVendors : public EmulatedVendor {};
INSTANTIATE_TEST_SUITE_P(Vendors, SensorsOfVendors,
                         ::testing::Values("cuda", "hip", "kunlun", "maca", "musa"),
                         name_of_vendor);

/// The emulated libraries count the devices from the last to the first, and tell of each what no
/// other has (tests/emulated/cuda_shaped/sensors.hpp).
TEST_P(SensorsOfVendors, TellTheirDeviceInItsUnits) {
  const bool whole_degrees = !is("hip") && !is("maca");
  for (std::uint32_t index : {0u, 1u, 5u}) {
    const Device device(table(), index);
    const sy_telemetry_reading reading = device.telemetry().value();
    EXPECT_NEAR(reading.power_watts, 100.5 + 10 * index, 0.01);
    EXPECT_DOUBLE_EQ(reading.temperature_celsius, 40 + index + (whole_degrees ? 0 : 0.25));
    EXPECT_DOUBLE_EQ(reading.core_clock_hz, 1.5e9 + 1e7 * index);
    if (is("kunlun")) {
      EXPECT_TRUE(std::isnan(reading.memory_clock_hz));
      EXPECT_TRUE(std::isnan(reading.power_limit_watts));
    } else {
      EXPECT_DOUBLE_EQ(reading.memory_clock_hz, 2.5e9);
      EXPECT_DOUBLE_EQ(reading.power_limit_watts, 700);
    }
    if (is("cuda") || is("hip")) {
      EXPECT_NEAR(reading.energy_joules, 5000, 4000);
      EXPECT_GE(reading.energy_joules, 5000 - 0.01);
    } else {
      EXPECT_TRUE(std::isnan(reading.energy_joules));
    }
    EXPECT_EQ(reading.throttle_reasons, is("cuda") ? 1u : 0u);
  }
}

TEST_P(SensorsOfVendors, AreNamedAmongTheLibraries) {
  const Device device(table(), 0);
  const char* const expected = is("cuda")     ? "NVML 580.65.06, power at the moment"
                               : is("hip")    ? "ROCm SMI, power of the socket"
                               : is("kunlun") ? "XPUML, power of the board"
                               : is("maca")   ? "MXSML, power of all rails of the board"
                                              : "MTML, power of the board";
  EXPECT_THAT(device.properties().libraries, ::testing::HasSubstr(expected));
}

TEST_P(SensorsOfVendors, AreReadByTwoThreadsAtOnce) {
  const Device device(table(), 2);
  const auto read = [&] {
    for (int i = 0; i < 200; ++i) {
      ASSERT_NEAR(device.telemetry().value().power_watts, 120.5, 0.01);
    }
  };
  std::thread other(read);
  read();
  other.join();
}

TEST_P(SensorsOfVendors, TellTheirPeriod) {
  const Device device(table(), 0);
  double seconds = 0;
  ASSERT_EQ(table().telemetry->period(device.handle(), &seconds), SY_OK);
  EXPECT_EQ(seconds, is("cuda") ? 0.1 : is("hip") ? 0.01 : 1.0);
}

}  // namespace
}  // namespace steelyard::device
