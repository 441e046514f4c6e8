#include <gtest/gtest.h>

#include "harness/backends/cuda_shaped/collective_calls.hpp"

namespace steelyard::cuda_shaped {
namespace {

TEST(VersionText, KnowsBothFormsOfNcclsNumber) {
  EXPECT_EQ(version_text(22809), "2.28.9");
  EXPECT_EQ(version_text(20900), "2.9.0");
  EXPECT_EQ(version_text(21605), "2.16.5");
  EXPECT_EQ(version_text(30100), "3.1.0");
  EXPECT_EQ(version_text(2708), "2.7.8");
  EXPECT_EQ(version_text(2804), "2.8.4");
  EXPECT_EQ(version_text(100'102), "10.1.2");
}

}  // namespace
}  // namespace steelyard::cuda_shaped
