#include "harness/backends/opencl/clblast_label.hpp"

#include <gtest/gtest.h>

namespace steelyard::opencl {
namespace {

TEST(ClblastLabel, ReadsTheVersionFromTheNameOfTheFile) {
  EXPECT_EQ(label_of_clblast_file("libclblast.so.1.5.3"), "CLBlast 1.5.3");
  EXPECT_EQ(label_of_clblast_file("libclblast.so.1"), "CLBlast 1");
  EXPECT_EQ(label_of_clblast_file("libclblast.so"), "CLBlast");
  EXPECT_EQ(label_of_clblast_file(""), "CLBlast");
}

}  // namespace
}  // namespace steelyard::opencl
