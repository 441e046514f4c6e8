#include "harness/backends/cpu/telemetry.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "tests/unit/fake_root.hpp"

namespace steelyard::cpu {
namespace {

TEST(Telemetry, IsNanWhereThereIsNoSensor) {
  const FakeRoot root;
  Telemetry telemetry({0}, root.path());
  for (const double now : {1.0, 2.0}) {
    const sy_telemetry_reading reading = telemetry.read(now);
    EXPECT_TRUE(std::isnan(reading.power_watts));
    EXPECT_TRUE(std::isnan(reading.energy_joules));
    EXPECT_TRUE(std::isnan(reading.temperature_celsius));
    EXPECT_TRUE(std::isnan(reading.core_clock_hz));
    EXPECT_TRUE(std::isnan(reading.memory_clock_hz));
    EXPECT_TRUE(std::isnan(reading.power_limit_watts));
    EXPECT_EQ(reading.throttle_reasons, 0u);
  }
}

class EnergyTest : public testing::Test {
 protected:
  EnergyTest() {
    const std::string first = rapl_ + "intel-rapl:0/", second = rapl_ + "intel-rapl:1/";
    root_.write(first + "name", "package-0\n");
    root_.write(first + "energy_uj", "1000000\n");
    root_.write(first + "max_energy_range_uj", "50000000\n");
    root_.write(first + "constraint_0_power_limit_uw", "200000000\n");
    root_.write(rapl_ + "intel-rapl:0:0/name", "core\n");
    root_.write(rapl_ + "intel-rapl:0:0/energy_uj", "999\n");
    root_.write(second + "name", "package-1\n");
    root_.write(second + "energy_uj", "2000000\n");
    root_.write(second + "constraint_0_power_limit_uw", "150000000\n");
  }
  const std::string rapl_ = "sys/class/powercap/";
  FakeRoot root_;
};

TEST_F(EnergyTest, SumsPackagesAndLeavesOutTheirParts) {
  Telemetry telemetry({0}, root_.path());
  sy_telemetry_reading reading = telemetry.read(10);
  EXPECT_DOUBLE_EQ(reading.energy_joules, 0);
  EXPECT_TRUE(std::isnan(reading.power_watts));
  EXPECT_DOUBLE_EQ(reading.power_limit_watts, 350);
  root_.write(rapl_ + "intel-rapl:0/energy_uj", "4000000\n");
  root_.write(rapl_ + "intel-rapl:1/energy_uj", "7000000\n");
  reading = telemetry.read(12);
  EXPECT_DOUBLE_EQ(reading.energy_joules, 8);
  EXPECT_DOUBLE_EQ(reading.power_watts, 4);
  reading = telemetry.read(12);  // no time has passed
  EXPECT_TRUE(std::isnan(reading.power_watts));
  reading = telemetry.read(13);
  EXPECT_DOUBLE_EQ(reading.power_watts, 0);
}

TEST_F(EnergyTest, GoesOnWhenTheCounterWraps) {
  Telemetry telemetry({0}, root_.path());
  root_.write(rapl_ + "intel-rapl:0/energy_uj", "49000000\n");
  EXPECT_DOUBLE_EQ(telemetry.read(1).energy_joules, 48);
  root_.write(rapl_ + "intel-rapl:0/energy_uj", "3000000\n");
  EXPECT_DOUBLE_EQ(telemetry.read(2).energy_joules, 52);
}

TEST_F(EnergyTest, IsUnknownOnceACounterCannotBeRead) {
  Telemetry telemetry({0}, root_.path());
  telemetry.read(1);
  std::filesystem::remove(root_.path() / "sys/class/powercap/intel-rapl:1/energy_uj");
  EXPECT_TRUE(std::isnan(telemetry.read(2).energy_joules));
}

TEST(Temperature, IsTheHottestOfTheProcessor) {
  const FakeRoot root;
  root.write("sys/class/hwmon/hwmon0/name", "nvme\n");
  root.write("sys/class/hwmon/hwmon0/temp1_input", "99000\n");
  root.write("sys/class/hwmon/hwmon1/name", "k10temp\n");
  root.write("sys/class/hwmon/hwmon1/temp1_input", "41500\n");
  root.write("sys/class/hwmon/hwmon1/temp2_input", "57250\n");
  root.write("sys/class/hwmon/hwmon1/temp3_input", "broken\n");
  root.write("sys/class/hwmon/hwmon1/temp2_crit", "95000\n");
  EXPECT_DOUBLE_EQ(Telemetry({0}, root.path()).read(1).temperature_celsius, 57.25);
}

TEST(CoreClock, IsTheMeanOfCpufreqOverTheCores) {
  const FakeRoot root;
  root.write("proc/cpuinfo", "processor : 1\ncpu MHz : 1.0\nflags : fpu\n");
  root.write("sys/devices/system/cpu/cpu1/cpufreq/scaling_cur_freq", "2000000\n");
  root.write("sys/devices/system/cpu/cpu3/cpufreq/scaling_cur_freq", "3000000\n");
  root.write("sys/devices/system/cpu/cpu4/cpufreq/scaling_cur_freq", "9000000\n");
  EXPECT_DOUBLE_EQ(Telemetry({1, 3}, root.path()).read(1).core_clock_hz, 2.5e9);
}

TEST(CoreClock, ComesFromCpuinfoWithoutCpufreq) {
  const FakeRoot root;
  root.write("proc/cpuinfo",
             "processor : 0\ncpu MHz : 1000.0\nflags : fpu sse\n\nprocessor : 1\ncpu MHz : 2400.5\n"
             "flags : fpu\n\nprocessor : 2\ncpu MHz : 2600.5\n");
  EXPECT_DOUBLE_EQ(Telemetry({1, 2}, root.path()).read(1).core_clock_hz, 2500.5e6);
}

TEST(CoreClock, IsUnknownInAVirtualMachineWithoutCpufreq) {
  const FakeRoot root;
  root.write("proc/cpuinfo", "processor : 0\ncpu MHz : 2000.0\nflags : fpu hypervisor sse\n");
  EXPECT_TRUE(std::isnan(Telemetry({0}, root.path()).read(1).core_clock_hz));
}

}  // namespace
}  // namespace steelyard::cpu
