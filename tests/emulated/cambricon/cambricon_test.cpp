#include <gmock/gmock.h>

#include <cstdlib>

#include "harness/core/error.hpp"
#include "harness/device/device.hpp"
#include "harness/device/loader.hpp"

namespace steelyard::device {
namespace {

using ::testing::HasSubstr;

/// What the contract of all backends does not ask of this one.
class Cambricon : public ::testing::Test {
 protected:
  void TearDown() override { unsetenv("STEELYARD_EMULATED_CAMBRICON_NAME"); }
  static const sy_backend_v1& table() { return *open_backend("cambricon").table; }

  static sy_gemm_shape shape_of(sy_dtype a, sy_dtype c, sy_dtype accumulate) {
    return {64, 48, 32, 1, 0, 1, a, a, c, accumulate, 1.0, 0, 0};
  }
  static std::string refusal(const sy_gemm_shape& shape) {
    Device device(table(), 0);
    try {
      const GemmPlan plan(device, shape);
      return "offered";
    } catch (const Unsupported& error) {
      return error.what();
    }
  }
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

/// The runtime keeps a current device for each thread; these calls go to and fro between two.
TEST_F(Cambricon, ServesTwoDevicesInOneThread) {
  Device first(table(), 0), second(table(), 1);
  Stream of_first(first), of_second(second);
  const Buffer in_first(first, 256);
  const std::uint64_t free_bytes = first.free_bytes();
  const Buffer in_second(second, 256);
  EXPECT_EQ(first.free_bytes(), free_bytes) << "it was allocated on the other device";
  Event begin(first), end(first);
  begin.record(of_first);
  of_first.fill(in_first.data(), 1, 256);
  of_second.fill(in_second.data(), 2, 256);
  end.record(of_first);
  of_second.synchronize();
  of_first.synchronize(10);
  char bytes[2] = {};
  of_second.copy_to_host(&bytes[1], in_second.data(), 1);
  of_first.copy_to_host(&bytes[0], in_first.data(), 1);
  EXPECT_GE(end.seconds_since(begin), 0);
  EXPECT_EQ(bytes[0], 1);
  EXPECT_EQ(bytes[1], 2);
}

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
  EXPECT_EQ(refusal(shape_of(SY_TF32, SY_F32, SY_F32)), "offered");
  setenv("STEELYARD_EMULATED_CAMBRICON_NAME", "MLU370-X8", 1);
  EXPECT_THAT(refusal(shape_of(SY_TF32, SY_F32, SY_F32)), HasSubstr("This MLU"));
  EXPECT_EQ(refusal(shape_of(SY_BF16, SY_BF16, SY_F32)), "offered");
}

TEST_F(Cambricon, SaysWhyItRefuses) {
  EXPECT_THAT(refusal(shape_of(SY_F64, SY_F64, SY_F64)), HasSubstr("no f64"));
  EXPECT_THAT(refusal(shape_of(SY_INT8, SY_INT32, SY_INT32)), HasSubstr("not published"));
  EXPECT_THAT(refusal(shape_of(SY_BF16, SY_F32, SY_F32)), HasSubstr("one dtype"));
  sy_gemm_shape large = shape_of(SY_BF16, SY_BF16, SY_F32);
  large.k = std::int64_t{1} << 31;
  EXPECT_THAT(refusal(large), HasSubstr("2147483647"));
}

TEST_F(Cambricon, NamesTheArithmeticOfF32AndTf32) {
  Device device(table(), 0);
  EXPECT_THAT(GemmPlan(device, shape_of(SY_F32, SY_F32, SY_F32)).algorithm(),
              HasSubstr("TF32 off"));
  EXPECT_THAT(GemmPlan(device, shape_of(SY_TF32, SY_F32, SY_F32)).algorithm(),
              HasSubstr("TF32 on"));
}

}  // namespace
}  // namespace steelyard::device
