#include "harness/backends/cuda_shaped/telemetry_units.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cstring>

namespace steelyard::cuda_shaped {
namespace {

TEST(TelemetryUnits, ScaleWhatALibraryTells) {
  const auto tells = [](unsigned* value) {
    *value = 350'250;
    return 0;
  };
  EXPECT_DOUBLE_EQ(value_in<unsigned>(milli, tells), 350.25);
  EXPECT_DOUBLE_EQ(value_in<unsigned>(micro, tells), 0.35025);
  EXPECT_DOUBLE_EQ(value_in<unsigned>(mega, tells), 350'250e6);
  EXPECT_DOUBLE_EQ(value_in<unsigned>(centi, tells), 3502.5);
}

TEST(TelemetryUnits, MakeNothingOfWhatALibraryDoesNotTell) {
  EXPECT_TRUE(std::isnan(value_in<unsigned>(1, [](unsigned* value) {
    *value = 7;
    return 3;
  })));
}

TEST(TelemetryUnits, KeepNegativeTemperatures) {
  EXPECT_DOUBLE_EQ(value_in<std::int64_t>(milli,
                                          [](std::int64_t* value) {
                                            *value = -4'500;
                                            return 0;
                                          }),
                   -4.5);
}

TEST(NvmlThrottleBits, TellEveryReasonApart) {
  EXPECT_EQ(nvml_throttle_bits(0), 0u);
  EXPECT_EQ(nvml_throttle_bits(0x001), 0u) << "idle";
  EXPECT_EQ(nvml_throttle_bits(0x002), 8u) << "application clocks";
  EXPECT_EQ(nvml_throttle_bits(0x004), 1u) << "power cap";
  EXPECT_EQ(nvml_throttle_bits(0x008), 4u) << "hardware slowdown";
  EXPECT_EQ(nvml_throttle_bits(0x010), 8u) << "sync boost";
  EXPECT_EQ(nvml_throttle_bits(0x020), 2u) << "software thermal";
  EXPECT_EQ(nvml_throttle_bits(0x040), 6u) << "hardware thermal";
  EXPECT_EQ(nvml_throttle_bits(0x080), 5u) << "power brake";
  EXPECT_EQ(nvml_throttle_bits(0x100), 8u) << "display clocks";
  EXPECT_EQ(nvml_throttle_bits(0x200), 8u) << "one that came later";
  EXPECT_EQ(nvml_throttle_bits(0x024), 3u);
  EXPECT_EQ(nvml_throttle_bits(0x1ff), 15u);
}

/// As releases before ROCm 6 fill it.
struct OldFrequencies {
  std::uint32_t supported, current;
  std::uint64_t hertz[32];
};
/// As later ones do.
struct NewFrequencies {
  bool has_deep_sleep;
  std::uint32_t supported, current;
  std::uint64_t hertz[33];
};
using Filled = std::array<std::byte, 1024>;

template <class Frequencies>
Filled filled_with(const Frequencies& frequencies) {
  Filled bytes{};
  std::memcpy(bytes.data(), &frequencies, sizeof(frequencies));
  return bytes;
}

TEST(RsmiCurrentHertz, ReadsTheFormOfBeforeRocm6) {
  OldFrequencies frequencies{3, 1, {132'000'000, 1'700'000'000, 2'100'000'000}};
  EXPECT_EQ(rsmi_current_hertz(filled_with(frequencies)), 1.7e9);
  frequencies.current = 0;
  EXPECT_EQ(rsmi_current_hertz(filled_with(frequencies)), 132e6);
  frequencies = {32, 31, {132'000'000}};
  frequencies.hertz[31] = 2'000'000'000;
  EXPECT_EQ(rsmi_current_hertz(filled_with(frequencies)), 2e9);
}

TEST(RsmiCurrentHertz, ReadsTheFormSinceRocm6) {
  for (const bool deep_sleep : {false, true}) {
    NewFrequencies frequencies{};
    frequencies.has_deep_sleep = deep_sleep;
    frequencies.supported = 2;
    frequencies.current = 1;
    frequencies.hertz[0] = 132'000'000;
    frequencies.hertz[1] = 2'100'000'000;
    EXPECT_EQ(rsmi_current_hertz(filled_with(frequencies)), 2.1e9);
    frequencies.current = 0;
    EXPECT_EQ(rsmi_current_hertz(filled_with(frequencies)), 132e6);
    frequencies.supported = 33;
    frequencies.current = 32;
    frequencies.hertz[32] = 2'500'000'000;
    EXPECT_EQ(rsmi_current_hertz(filled_with(frequencies)), 2.5e9);
  }
}

TEST(RsmiCurrentHertz, MakesNothingOfNonsense) {
  EXPECT_FALSE(rsmi_current_hertz(Filled{}));
  EXPECT_FALSE(rsmi_current_hertz({}));
  EXPECT_FALSE(rsmi_current_hertz(filled_with(OldFrequencies{2, 2, {132'000'000, 1'000'000'000}})));
  EXPECT_FALSE(rsmi_current_hertz(filled_with(OldFrequencies{33, 0, {132'000'000}})));
  EXPECT_FALSE(rsmi_current_hertz(filled_with(OldFrequencies{2, 1, {132'000'000, 0}})));
  NewFrequencies frequencies{};
  frequencies.supported = 34;
  frequencies.hertz[0] = 132'000'000;
  EXPECT_FALSE(rsmi_current_hertz(filled_with(frequencies)));
}

TEST(RsmiJoules, MultipliesStepsByWhatTheyStandFor) {
  EXPECT_DOUBLE_EQ(rsmi_joules(1'000'000, 15.25F), 15.25);
  EXPECT_DOUBLE_EQ(rsmi_joules(0, 15.25F), 0);
  EXPECT_NEAR(rsmi_joules(std::uint64_t{1} << 40, 15.259F), 1.6777e7, 1e4);
}

}  // namespace
}  // namespace steelyard::cuda_shaped
