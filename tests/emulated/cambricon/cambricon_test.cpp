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
class Cambricon : public ::testing::Test {
 protected:
  void TearDown() override { unsetenv("STEELYARD_EMULATED_CAMBRICON_NAME"); }
  static const sy_backend_v1& table() { return *open_backend("cambricon").table; }

  static std::string refusal(const sy_gemm_shape& shape) { return refusal_of(table(), shape); }
  static std::string chip_of(const char* name) {
    setenv("STEELYARD_EMULATED_CAMBRICON_NAME", name, 1);
    Device device(table(), 0);
    EXPECT_STREQ(device.properties().name, name);
    return device.properties().chip_id;
  }
};

TEST_F(Cambricon, ReadsTheSensorsOfTheDeviceOnTheSameBus) {
  for (std::uint32_t index = 0; index < 8; ++index) {
    Device device(table(), index);
    const sy_telemetry_reading reading = *device.telemetry();
    EXPECT_DOUBLE_EQ(reading.temperature_celsius, 50 + index);
    EXPECT_DOUBLE_EQ(reading.power_watts, 200 + index);
    EXPECT_DOUBLE_EQ(reading.power_limit_watts, 350);
    EXPECT_DOUBLE_EQ(reading.core_clock_hz, 1.3e9);
    EXPECT_DOUBLE_EQ(reading.memory_clock_hz, 3.2e9);
  }
}

TEST_F(Cambricon, ServesTwoDevicesInOneThread) { expect_two_devices_in_one_thread(table()); }

TEST_F(Cambricon, TellsTheBusAndTheVersions) {
  Device device(table(), 4);
  EXPECT_STREQ(device.properties().pci_bus_id, "0000:1c:00.0");
  EXPECT_STREQ(device.properties().driver, "driver 5.10.29");
  EXPECT_STREQ(device.properties().runtime, "CNRT 6.7.0");
  EXPECT_STREQ(device.properties().libraries, "CNNL 1.25.1");
  EXPECT_EQ(device.properties().emulated, 1u);
}

TEST_F(Cambricon, KnowsTheChipWhereTheNameIsCertain) {
  EXPECT_EQ(chip_of("MLU590-M9"), "cambricon-mlu590");
  EXPECT_EQ(chip_of("MLU590-H8"), "cambricon-mlu590");
  EXPECT_EQ(chip_of("MLU370-X8"), "cambricon-mlu370-x8");
  EXPECT_EQ(chip_of("MLU370-S4"), "");
  EXPECT_EQ(chip_of("MLU370"), "");
}

TEST_F(Cambricon, OffersTf32WhereTheDeviceHasIt) {
  EXPECT_EQ(refusal(small_shape(SY_TF32, SY_F32, SY_F32)), "offered");
  setenv("STEELYARD_EMULATED_CAMBRICON_NAME", "MLU370-X8", 1);
  EXPECT_THAT(refusal(small_shape(SY_TF32, SY_F32, SY_F32)), HasSubstr("This MLU"));
  EXPECT_EQ(refusal(small_shape(SY_BF16, SY_BF16, SY_F32)), "offered");
}

TEST_F(Cambricon, SaysWhyItRefuses) {
  EXPECT_THAT(refusal(small_shape(SY_F64, SY_F64, SY_F64)), HasSubstr("no f64"));
  EXPECT_THAT(refusal(small_shape(SY_INT8, SY_INT32, SY_INT32)), HasSubstr("not published"));
  EXPECT_THAT(refusal(small_shape(SY_BF16, SY_F32, SY_F32)), HasSubstr("one dtype"));
  sy_gemm_shape large = small_shape(SY_BF16, SY_BF16, SY_F32);
  large.k = std::int64_t{1} << 31;
  EXPECT_THAT(refusal(large), HasSubstr("2147483647"));
}

TEST_F(Cambricon, NamesTheArithmeticOfF32AndTf32) {
  Device device(table(), 0);
  EXPECT_THAT(GemmPlan(device, small_shape(SY_F32, SY_F32, SY_F32)).algorithm(),
              HasSubstr("TF32 off"));
  EXPECT_THAT(GemmPlan(device, small_shape(SY_TF32, SY_F32, SY_F32)).algorithm(),
              HasSubstr("TF32 on"));
}

}  // namespace
}  // namespace steelyard::device
