#include "harness/backends/opencl/status.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness/device/kit/guard.hpp"

namespace steelyard::opencl {
namespace {

using ::testing::HasSubstr;

sy_status status_of(Int code) {
  try {
    check(code, "try");
    return SY_OK;
  } catch (const kit::Failure& failure) {
    EXPECT_THAT(failure.what(), HasSubstr(std::to_string(code)));
    EXPECT_THAT(failure.what(), HasSubstr("could not try"));
    return failure.status();
  }
}

sy_status status_of_execution(Int status) {
  try {
    check_execution(status);
    return SY_OK;
  } catch (const kit::Failure& failure) {
    return failure.status();
  }
}

TEST(OpenclStatus, TellsLackOfMemoryAndLostDevicesFromOtherFailures) {
  EXPECT_EQ(status_of(0), SY_OK);
  for (const Int code : {-4, -5, -6, -61}) EXPECT_EQ(status_of(code), SY_OUT_OF_MEMORY) << code;
  for (const Int code : {-2, -36, -9999}) EXPECT_EQ(status_of(code), SY_DEVICE_LOST) << code;
  for (const Int code : {-1, -11, -30, -2045, 1}) EXPECT_EQ(status_of(code), SY_FAILED) << code;
}

TEST(OpenclStatus, TakesAFailedKernelForNoLackOfMemory) {
  for (const Int status : {0, 1, 2, 3}) EXPECT_EQ(status_of_execution(status), SY_OK);
  EXPECT_EQ(status_of_execution(-5), SY_FAILED);
  EXPECT_EQ(status_of_execution(-14), SY_FAILED);
  EXPECT_EQ(status_of_execution(-36), SY_DEVICE_LOST);
}

TEST(OpenclStatus, NamesCodes) {
  EXPECT_EQ(name_of(-5), "CL_OUT_OF_RESOURCES (-5)");
  EXPECT_EQ(name_of(-2046), "CLBlastNoDoublePrecision (-2046)");
  EXPECT_EQ(name_of(-777), "code -777");
}

}  // namespace
}  // namespace steelyard::opencl
