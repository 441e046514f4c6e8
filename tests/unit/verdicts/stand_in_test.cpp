#include "results/verdicts/stand_in.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace steelyard::results {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::vector<std::string> dtypes(const std::string& dtype) {
  std::vector<std::string> found;
  for (const std::string& each : wider_cases("matmul:dtype=" + dtype + ",m=8,n=8,k=8,trans=nt")) {
    const std::size_t from = each.find("dtype=") + 6;
    found.push_back(each.substr(from, each.find(',') - from));
    EXPECT_EQ(each, "matmul:dtype=" + found.back() + ",m=8,n=8,k=8,trans=nt");
  }
  return found;
}

TEST(WiderCases, GoFromNarrowToWide) {
  for (const char* fp8 : {"fp8_e4m3", "fp8_e5m2", "fp8_e4m3_fnuz", "fp8_e5m2_fnuz"}) {
    EXPECT_THAT(dtypes(fp8), ElementsAre("bf16", "fp16", "tf32", "hf32", "xf32", "f32", "f64"));
  }
  EXPECT_THAT(dtypes("bf16"), ElementsAre("fp16", "tf32", "hf32", "xf32", "f32", "f64"));
  EXPECT_THAT(dtypes("fp16"), ElementsAre("bf16", "tf32", "hf32", "xf32", "f32", "f64"));
  for (const char* narrowed : {"tf32", "hf32", "xf32"}) {
    EXPECT_THAT(dtypes(narrowed), ElementsAre("f32", "f64"));
  }
  EXPECT_THAT(dtypes("f32"), ElementsAre("f64"));
  for (const char* integer : {"int8", "uint8"}) {
    EXPECT_THAT(dtypes(integer), ElementsAre("fp16", "bf16", "tf32", "hf32", "xf32", "f32", "f64"));
  }
}

TEST(WiderCases, AreNoneWhereNothingIsWider) {
  EXPECT_THAT(dtypes("f64"), IsEmpty());
  EXPECT_THAT(dtypes("int32"), IsEmpty());
  EXPECT_THAT(wider_cases("barrier:ranks=8"), IsEmpty());
  EXPECT_THAT(wider_cases("matmul:dtype=fp4,m=1"), IsEmpty());
  EXPECT_THAT(wider_cases("no case at all: = ,"), IsEmpty());
}

}  // namespace
}  // namespace steelyard::results
