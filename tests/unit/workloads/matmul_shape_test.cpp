#include "workloads/matmul/shape.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness/core/error.hpp"

namespace steelyard::workloads::matmul {
namespace {

using ::testing::HasSubstr;
using ::testing::ThrowsMessage;

Shape shape_of(const std::string& parameters) {
  return parse_shape(parse_case("matmul:" + parameters));
}

TEST(MatmulShape, ReadsSizesAndStorage) {
  const Shape shape = shape_of("dtype=bf16,m=2,n=3,k=5,trans=nt");
  EXPECT_EQ(shape.m, 2);
  EXPECT_EQ(shape.n, 3);
  EXPECT_EQ(shape.k, 5);
  EXPECT_EQ(shape.batch, 1);
  EXPECT_FALSE(shape.transpose_a);
  EXPECT_TRUE(shape.transpose_b);
  EXPECT_TRUE(shape.cold);
  const Shape other = shape_of("dtype=bf16,m=2,n=3,k=5,trans=tn,batch=7,cache=hot");
  EXPECT_TRUE(other.transpose_a);
  EXPECT_FALSE(other.transpose_b);
  EXPECT_EQ(other.batch, 7);
  EXPECT_FALSE(other.cold);
}

struct Types {
  const char* parameters;
  Dtype a, b, c, accumulate;
};
class MatmulTypes : public ::testing::TestWithParam<Types> {};

TEST_P(MatmulTypes, FollowTheDtype) {
  const Shape shape = shape_of(std::string(GetParam().parameters) + ",m=1,n=1,k=1,trans=nn");
  EXPECT_EQ(shape.a, GetParam().a);
  EXPECT_EQ(shape.b, GetParam().b);
  EXPECT_EQ(shape.c, GetParam().c);
  EXPECT_EQ(shape.accumulate, GetParam().accumulate);
}

INSTANTIATE_TEST_SUITE_P(
    All, MatmulTypes,
    ::testing::Values(
        Types{"dtype=f64", Dtype::f64, Dtype::f64, Dtype::f64, Dtype::f64},
        Types{"dtype=f32", Dtype::f32, Dtype::f32, Dtype::f32, Dtype::f32},
        Types{"dtype=tf32", Dtype::tf32, Dtype::tf32, Dtype::f32, Dtype::f32},
        Types{"dtype=bf16", Dtype::bf16, Dtype::bf16, Dtype::bf16, Dtype::f32},
        Types{"dtype=bf16,out=f32", Dtype::bf16, Dtype::bf16, Dtype::f32, Dtype::f32},
        Types{"dtype=fp16", Dtype::fp16, Dtype::fp16, Dtype::fp16, Dtype::f32},
        Types{"dtype=fp16,out=f32", Dtype::fp16, Dtype::fp16, Dtype::f32, Dtype::f32},
        Types{"dtype=fp8_e4m3", Dtype::fp8_e4m3, Dtype::fp8_e4m3, Dtype::bf16, Dtype::f32},
        Types{"dtype=fp8_e5m2,out=f32", Dtype::fp8_e5m2, Dtype::fp8_e5m2, Dtype::f32, Dtype::f32},
        Types{"dtype=hf32", Dtype::hf32, Dtype::hf32, Dtype::f32, Dtype::f32},
        Types{"dtype=fp8_e4m3_fnuz", Dtype::fp8_e4m3_fnuz, Dtype::fp8_e4m3_fnuz, Dtype::bf16,
              Dtype::f32},
        Types{"dtype=int8", Dtype::int8, Dtype::int8, Dtype::int32, Dtype::int32},
        Types{"dtype=int8,a=uint8", Dtype::uint8, Dtype::int8, Dtype::int32, Dtype::int32}));

TEST(MatmulShape, RefusesWhatMeansNothing) {
  const auto refusal = [](const char* parameters, const char* text) {
    EXPECT_THAT([&] { shape_of(std::string(parameters) + ",m=1,n=1,k=1,trans=nn"); },
                ThrowsMessage<UsageError>(HasSubstr(text)));
  };
  refusal("dtype=bf16,a=uint8", "dtype=int8 alone");
  refusal("dtype=f32,out=f32", "leave it out");
  refusal("dtype=tf32,out=f32", "writes anyway");
  refusal("dtype=f64,out=f32", "writes f64");
  refusal("dtype=bf16,accum=fast", "fp8 alone");
  refusal("dtype=int8,out=f32", "writes int32");
}

TEST(MatmulShape, RefusesIntegerSumsThatCouldLeaveInt32) {
  const auto with_k = [](const std::string& types, std::int64_t k) {
    return shape_of("dtype=int8" + types + ",m=1,n=1,trans=nn,k=" + std::to_string(k));
  };
  // 128 x 128 x 131,071 and 255 x 128 x 65,793 are the longest sums below 2^31.
  EXPECT_NO_THROW(with_k("", 131071));
  EXPECT_THAT([&] { with_k("", 131072); }, ThrowsMessage<UsageError>(HasSubstr("up to 131071")));
  EXPECT_NO_THROW(with_k(",a=uint8", 65793));
  EXPECT_THAT([&] { with_k(",a=uint8", 65794); },
              ThrowsMessage<UsageError>(HasSubstr("up to 65793")));
  EXPECT_NO_THROW(shape_of("dtype=bf16,m=1,n=1,trans=nn,k=1000000"));
}

TEST(MatmulShape, CountsBytesOfTheWholeBatch) {
  const Shape shape = shape_of("dtype=int8,m=2,n=3,k=5,trans=nn,batch=7");
  EXPECT_EQ(shape.a_bytes(), 70u);
  EXPECT_EQ(shape.b_bytes(), 105u);
  EXPECT_EQ(shape.c_elements(), 42u);
  EXPECT_EQ(shape.c_bytes(), 168u);
}

TEST(MatmulShape, DeclaresItsWork) {
  const WorkModel work = work_of(shape_of("dtype=bf16,m=2,n=3,k=5,trans=nn,batch=7"));
  EXPECT_EQ(work.flops, 2.0 * 2 * 3 * 5 * 7);
  EXPECT_EQ(work.bytes_moved, 2.0 * 7 * (2 * 5 + 5 * 3 + 2 * 3));
  EXPECT_EQ(work.message_bytes, 0);
  EXPECT_EQ(work.busbw_factor, 0);
}

TEST(MatmulShape, GoesToTheBackendUnchanged) {
  const sy_gemm_shape abi = to_abi(shape_of("dtype=int8,a=uint8,m=2,n=3,k=5,trans=tn,batch=7"));
  EXPECT_EQ(abi.m, 2);
  EXPECT_EQ(abi.n, 3);
  EXPECT_EQ(abi.k, 5);
  EXPECT_EQ(abi.batch, 7);
  EXPECT_EQ(abi.transpose_a, 1u);
  EXPECT_EQ(abi.transpose_b, 0u);
  EXPECT_EQ(abi.a, SY_UINT8);
  EXPECT_EQ(abi.b, SY_INT8);
  EXPECT_EQ(abi.c, SY_INT32);
  EXPECT_EQ(abi.accumulate, SY_INT32);
  EXPECT_EQ(abi.alpha, 1);
  EXPECT_EQ(abi.fast_accumulation, 0u);
  EXPECT_EQ(to_abi(shape_of("dtype=fp8_e4m3,m=2,n=3,k=5,trans=nt,accum=fast")).fast_accumulation,
            1u);
  const sy_gemm_shape other = to_abi(shape_of("dtype=bf16,m=2,n=3,k=5,trans=nt"));
  EXPECT_EQ(other.transpose_a, 0u);
  EXPECT_EQ(other.transpose_b, 1u);
}

}  // namespace
}  // namespace steelyard::workloads::matmul
