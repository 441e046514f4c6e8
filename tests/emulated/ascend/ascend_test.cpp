#include <gmock/gmock.h>

#include <cstdlib>

#include "harness/core/error.hpp"
#include "harness/device/device.hpp"
#include "harness/device/loader.hpp"
#include "tests/emulated/vendor_backend.hpp"

namespace steelyard::device {
namespace {

using ::testing::HasSubstr;

/// What the contract of all backends does not ask of this one.
class Ascend : public ::testing::Test {
 protected:
  void TearDown() override {
    unsetenv("STEELYARD_EMULATED_ASCEND_SOC");
    unsetenv("STEELYARD_EMULATED_ASCEND_ONE_SHOT");
    unsetenv("STEELYARD_EMULATED_ASCEND_NO_PCI");
  }
  static const sy_backend_v1& table() { return *open_backend("ascend").table; }

  static std::string refusal(const sy_gemm_shape& shape) { return refusal_of(table(), shape); }
};

TEST_F(Ascend, ReadsTheSensorsOfTheDeviceOnTheSameBus) {
  for (std::uint32_t index = 0; index < 8; ++index) {
    Device device(table(), index);
    const sy_telemetry_reading reading = *device.telemetry();
    EXPECT_DOUBLE_EQ(reading.temperature_celsius, 40 + index);
    EXPECT_DOUBLE_EQ(reading.power_watts, 300 + index);
    EXPECT_DOUBLE_EQ(reading.core_clock_hz, 1.65e9);
  }
}

TEST_F(Ascend, FindsTheSensorsByTheLogicalNumberWhereThereIsNoBus) {
  setenv("STEELYARD_EMULATED_ASCEND_NO_PCI", "1", 1);
  Device device(table(), 2);
  EXPECT_DOUBLE_EQ(device.telemetry()->temperature_celsius, 42);
  EXPECT_STREQ(device.properties().pci_bus_id, "0000:c5:00.0");
}

TEST_F(Ascend, ServesTwoDevicesInOneThread) { expect_two_devices_in_one_thread(table()); }

TEST_F(Ascend, TellsTheBusAndTheVersions) {
  Device device(table(), 3);
  EXPECT_STREQ(device.properties().pci_bus_id, "0000:c7:00.0");
  EXPECT_STREQ(device.properties().driver, "25.2.0");
  EXPECT_STREQ(device.properties().runtime, "AscendCL 1.16.0");
  EXPECT_EQ(device.properties().emulated, 1u);
}

TEST_F(Ascend, KnowsTheChipOfA910B) {
  Device device(table(), 0);
  EXPECT_STREQ(device.properties().name, "Ascend910B2");
  EXPECT_STREQ(device.properties().chip_id, "huawei-ascend-910b");
}

TEST_F(Ascend, CallsADieOfA910CNoWholeChip) {
  setenv("STEELYARD_EMULATED_ASCEND_SOC", "Ascend910_9391", 1);
  Device device(table(), 0);
  EXPECT_STREQ(device.properties().name, "Ascend910_9391");
  EXPECT_STREQ(device.properties().chip_id, "");
  EXPECT_TRUE(device.multiplies(Dtype::bf16));
}

TEST_F(Ascend, OffersNothingThatAnOlderChipTurnsIntoFp16) {
  setenv("STEELYARD_EMULATED_ASCEND_SOC", "Ascend910A", 1);
  EXPECT_THAT(refusal(small_shape(SY_F32, SY_F32, SY_F32)), HasSubstr("Ascend910A"));
  EXPECT_EQ(refusal(small_shape(SY_FP16, SY_FP16, SY_F32)), "offered");
}

TEST_F(Ascend, SaysWhyItRefuses) {
  EXPECT_THAT(refusal(small_shape(SY_F64, SY_F64, SY_F64)), HasSubstr("no f64"));
  EXPECT_THAT(refusal(small_shape(SY_BF16, SY_F32, SY_F32)), HasSubstr("C of the same"));
  sy_gemm_shape scaled = small_shape(SY_F32, SY_F32, SY_F32);
  scaled.alpha = 2;
  EXPECT_THAT(refusal(scaled), HasSubstr("alpha"));
}

TEST_F(Ascend, RefusesRowsThatTheQuantisedMultiplicationDoesNotTake) {
  sy_gemm_shape shape = small_shape(SY_INT8, SY_INT32, SY_INT32);
  shape.k = 65'536;
  EXPECT_THAT(refusal(shape), HasSubstr("65535"));
  shape.k = 65'535;
  EXPECT_EQ(refusal(shape), "offered");
}

TEST_F(Ascend, NamesTheArithmeticOfF32AndHf32) {
  Device device(table(), 0);
  EXPECT_THAT(GemmPlan(device, small_shape(SY_F32, SY_F32, SY_F32)).algorithm(),
              HasSubstr("cubeMathType 0"));
  EXPECT_THAT(GemmPlan(device, small_shape(SY_HF32, SY_F32, SY_F32)).algorithm(),
              HasSubstr("cubeMathType 3"));
}

TEST_F(Ascend, SaysWhetherExecutorsAreKept) {
  Device device(table(), 0);
  GemmPlan plan(device, small_shape(SY_BF16, SY_BF16, SY_F32));
  plan.autotune(1);
  EXPECT_THAT(plan.algorithm(), HasSubstr("executor kept"));
  setenv("STEELYARD_EMULATED_ASCEND_ONE_SHOT", "1", 1);
  GemmPlan other(device, small_shape(SY_BF16, SY_BF16, SY_F32));
  other.autotune(1);
  EXPECT_THAT(other.algorithm(), HasSubstr("executor made for each run"));
}

TEST_F(Ascend, MultipliesBeyondTheExecutorsItKeeps) {
  Device device(table(), 0);
  Stream stream(device);
  GemmPlan plan(device, {1, 1, 1, 1, 0, 0, SY_F32, SY_F32, SY_F32, SY_F32, 1.0, 0, 0});
  constexpr std::size_t sets = 4'200;
  const float two = 2;
  const Buffer factor(device, sizeof(two)), products(device, sets * sizeof(float));
  stream.copy_to_device(factor.data(), &two, sizeof(two));
  for (int time = 0; time < 2; ++time) {
    stream.fill(products.data(), 0, products.size());
    for (std::size_t i = 0; i < sets; ++i) {
      plan.run(stream, factor.data(), factor.data(), products.at(i * sizeof(float)));
    }
    std::vector<float> found(sets);
    stream.copy_to_host(found.data(), products.data(), products.size());
    EXPECT_THAT(found, ::testing::Each(4.0f));
  }
}

}  // namespace
}  // namespace steelyard::device
