#include <gmock/gmock.h>
#include <unistd.h>

#include <cmath>
#include <csignal>
#include <cstdlib>

#include "harness/core/error.hpp"
#include "harness/device/device.hpp"
#include "harness/device/loader.hpp"

namespace steelyard::device {
namespace {

using ::testing::HasSubstr;

/// Devices of the backend as the program opens them, each test with a script of its own.
class FakeBackend : public ::testing::Test {
 protected:
  void SetUp() override {
    for (const char* variable : {"OMPI_COMM_WORLD_RANK", "PMIX_RANK", "SLURM_PROCID"}) {
      unsetenv(variable);
    }
  }
  static Device open(const char* script, std::uint32_t index = 0) {
    setenv("STEELYARD_FAKE", script, 1);
    return Device(*open_backend("fake").table, index);
  }
  /// Seconds of the device's clock for filling one megabyte.
  static double seconds_of_fill(Device& device) {
    Stream stream(device);
    const Buffer buffer(device, 1'000'000);
    Event first(device), last(device);
    first.record(stream);
    stream.fill(buffer.data(), 1, buffer.size());
    last.record(stream);
    stream.synchronize();
    return last.seconds_since(first);
  }
};

TEST_F(FakeBackend, SaysThatItIsATestDouble) {
  const Device device = open("chip=nvidia-h20,memory=5e9");
  EXPECT_STREQ(device.properties().name, "Fake accelerator");
  EXPECT_STREQ(device.properties().chip_id, "nvidia-h20");
  EXPECT_EQ(device.properties().emulated, 1u);
  EXPECT_EQ(device.properties().virtual_time, 1u);
  EXPECT_EQ(device.properties().is_accelerator, 1u);
  EXPECT_EQ(device.properties().host_accessible, 1u);
  EXPECT_EQ(device.properties().memory_bytes, 5'000'000'000u);
}

TEST_F(FakeBackend, HidesItsMemoryFromTheHostWhenTold) {
  EXPECT_EQ(open("host_accessible=0").properties().host_accessible, 0u);
}

TEST_F(FakeBackend, TakesTheTimeThatTheScriptSays) {
  Device device = open("noise=0,latency=0.25,bandwidth=1e6");
  EXPECT_DOUBLE_EQ(seconds_of_fill(device), 1.25);
}

TEST_F(FakeBackend, AdmitsTheFractionThatTheScriptSays) {
  Device device = open("noise=0,latency=0.25,bandwidth=1e6,lie=0.5");
  EXPECT_DOUBLE_EQ(seconds_of_fill(device), 0.625);
}

TEST_F(FakeBackend, TakesTheTimeOfAMultiplicationFromItsOperations) {
  Device device = open("noise=0,latency=0,flops=1e3,bandwidth=1e15");
  const sy_gemm_shape shape{10, 20, 5, 2, 0, 0, SY_F32, SY_F32, SY_F32, SY_F32, 1.0};
  GemmPlan plan(device, shape);
  Stream stream(device);
  const Buffer a(device, 400), b(device, 800), c(device, 1600);
  stream.fill(a.data(), 0, a.size());
  stream.fill(b.data(), 0, b.size());
  Event first(device), last(device);
  first.record(stream);
  plan.run(stream, a.data(), b.data(), c.data());
  last.record(stream);
  EXPECT_DOUBLE_EQ(last.seconds_since(first), 4);
}

TEST_F(FakeBackend, HasDevicesWithNoiseOfTheirOwn) {
  Device first = open("noise=0.1,devices=2", 0), again = open("noise=0.1,devices=2", 0);
  Device second = open("noise=0.1,devices=2", 1);
  const double seconds = seconds_of_fill(first);
  EXPECT_EQ(seconds, seconds_of_fill(again));
  EXPECT_NE(seconds, seconds_of_fill(second));
  EXPECT_STRNE(first.properties().uuid, second.properties().uuid);
  EXPECT_THROW(open("devices=2", 2), DeviceError);
}

TEST_F(FakeBackend, FindsItsRankInTheEnvironment) {
  for (const char* variable : {"OMPI_COMM_WORLD_RANK", "PMIX_RANK", "SLURM_PROCID"}) {
    setenv(variable, "1", 1);
    EXPECT_THROW(open("rank=1,fail=open"), DeviceError) << variable;
    setenv(variable, "2", 1);
    EXPECT_NO_THROW(open("rank=1,fail=open")) << variable;
    unsetenv(variable);
  }
  EXPECT_NO_THROW(open("rank=1,fail=open"));
  EXPECT_THROW(open("rank=0,fail=open"), DeviceError);
}

TEST_F(FakeBackend, RunsOutOfItsOwnMemory) {
  Device device = open("memory=1e6");
  const Buffer most(device, 900'000);
  EXPECT_EQ(device.free_bytes(), 100'000u);
  EXPECT_THROW(Buffer(device, 100'001), OutOfMemory);
  EXPECT_NO_THROW(Buffer(device, 100'000));
}

TEST_F(FakeBackend, LosesItsMemoryWhenTold) {
  Device device = open("oom=allocate@2");
  const Buffer first(device, 64);
  EXPECT_THROW(Buffer(device, 64), OutOfMemory);
  EXPECT_NO_THROW(Buffer(device, 64));
}

TEST_F(FakeBackend, ReadsPowerAndEnergyFromTheScript) {
  Device device = open("noise=0,latency=0,bandwidth=1e6,power=250");
  EXPECT_EQ(device.telemetry()->power_watts, 250);
  EXPECT_EQ(device.telemetry()->energy_joules, 0);
  seconds_of_fill(device);
  EXPECT_DOUBLE_EQ(device.telemetry()->energy_joules, 250);
  EXPECT_TRUE(std::isnan(device.telemetry()->memory_clock_hz));
}

TEST_F(FakeBackend, ProbesAtTheSpeedOfTheScript) {
  const Device device = open("noise=0,flops=4e12,bandwidth=2e9,slow=0.5");
  EXPECT_DOUBLE_EQ(device.probe(SY_PROBE_MULTIPLY, Dtype::bf16, 0.1)->rate, 2e12);
  EXPECT_DOUBLE_EQ(device.probe(SY_PROBE_MEMORY, Dtype::f32, 0.1)->rate, 1e9);
}

TEST_F(FakeBackend, RefusesAMisspeltScriptWithASentence) {
  try {
    open("flps=1");
    FAIL() << "the script was taken";
  } catch (const DeviceError& error) {
    EXPECT_THAT(error.what(), HasSubstr("unknown key 'flps'; did you mean 'flops'?"));
  }
}

TEST_F(FakeBackend, IsAbsentWhenTold) { EXPECT_THROW(open("absent=1"), DeviceError); }

TEST_F(FakeBackend, HangsUntilItIsKilled) {
  ::testing::FLAGS_gtest_death_test_style = "threadsafe";
  EXPECT_EXIT(
      {
        Device device = open("hang=allocate@1");
        alarm(1);
        const Buffer buffer(device, 64);
      },
      ::testing::KilledBySignal(SIGALRM), "");
}

TEST_F(FakeBackend, OffersCollectivesWhenTold) {
  EXPECT_FALSE(open("").has_collectives());
  EXPECT_TRUE(open("collectives=1").has_collectives());
  EXPECT_FALSE(open("collectives=0").has_collectives());
}

TEST_F(FakeBackend, HasFaultsBeforeADeviceIsOpen) {
  EXPECT_THROW(open("fail=probe_devices"), DeviceError);
  EXPECT_THROW(open("fail=count"), DeviceError);
  EXPECT_THROW(open("lost=open"), DeviceError);
  EXPECT_THROW(open("fail=properties"), DeviceError);
  EXPECT_THROW(open("throw=open"), DeviceError);
}

TEST_F(FakeBackend, CountsCallsOfTheProcessBeforeADeviceIsOpen) {
  ::testing::FLAGS_gtest_death_test_style = "threadsafe";
  EXPECT_EXIT(
      {
        const char* script = "exit=open@2";
        const Device first = open(script);
        const Device second = open(script);
      },
      ::testing::ExitedWithCode(3), "");
  EXPECT_EXIT(
      {
        open("exit=open@2");
        std::exit(0);
      },
      ::testing::ExitedWithCode(0), "");
}

}  // namespace
}  // namespace steelyard::device
