#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>

#include "harness/device/device.hpp"
#include "harness/device/loader.hpp"

namespace steelyard::device {
namespace {

class RuntimeAlone : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    setenv("STEELYARD_CUDA_LIBRARIES", STEELYARD_BINARY_DIR "/emulated/cuda_alone", 1);
  }
};

TEST_F(RuntimeAlone, OffersNoCollectivesAndReadsNothing) {
  const LoadedBackend backend = open_backend("cuda");
  EXPECT_EQ(backend.table->collectives, nullptr);
  Device device(*backend.table, 0);
  EXPECT_FALSE(device.has_collectives());
  const sy_telemetry_reading reading = device.telemetry().value();
  for (const double value :
       {reading.power_watts, reading.energy_joules, reading.temperature_celsius,
        reading.core_clock_hz, reading.memory_clock_hz, reading.power_limit_watts}) {
    EXPECT_TRUE(std::isnan(value));
  }
  EXPECT_EQ(reading.throttle_reasons, 0u);
  double seconds = 0;
  EXPECT_EQ(backend.table->telemetry->period(device.handle(), &seconds), SY_OK);
  EXPECT_GT(seconds, 0);
}

TEST_F(RuntimeAlone, LeavesTheDeviceOfUse) {
  Device device(*open_backend("cuda").table, 1);
  Stream stream(device);
  const Buffer buffer(device, 256);
  stream.fill(buffer.data(), 7, 256);
  stream.synchronize();
}

}  // namespace
}  // namespace steelyard::device
