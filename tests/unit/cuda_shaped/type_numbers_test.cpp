#include "harness/backends/cuda_shaped/type_numbers.hpp"

#include <gtest/gtest.h>

#include "harness/backends/cuda/vendor.hpp"
#include "harness/backends/hip/vendor.hpp"

namespace steelyard::cuda_shaped {
namespace {

Arithmetic of(const LtLibrary& lt, sy_dtype a, sy_dtype b, sy_dtype c, sy_dtype sums) {
  sy_gemm_shape shape = sample_shape(a, 16);
  shape.b = b;
  shape.c = c;
  shape.accumulate = sums;
  return arithmetic_of(shape, lt.types, lt.computes, lt.narrowed_dtype);
}
int compute(const LtLibrary& lt, sy_dtype a, sy_dtype b, sy_dtype c, sy_dtype sums = SY_F32) {
  return of(lt, a, b, c, sums).compute;
}

TEST(TypeNumbers, NameEachArithmeticOfCublaslt) {
  const LtLibrary& lt = cuda::cublaslt;
  EXPECT_EQ(compute(lt, SY_F64, SY_F64, SY_F64, SY_F64), 70);
  EXPECT_EQ(compute(lt, SY_F32, SY_F32, SY_F32), 69);
  EXPECT_EQ(compute(lt, SY_TF32, SY_TF32, SY_F32), 77);
  EXPECT_EQ(compute(lt, SY_BF16, SY_BF16, SY_BF16), 68);
  EXPECT_EQ(compute(lt, SY_FP16, SY_FP16, SY_F32), 68);
  EXPECT_EQ(compute(lt, SY_FP8_E4M3, SY_FP8_E5M2, SY_BF16), 68);
  EXPECT_EQ(compute(lt, SY_INT8, SY_INT8, SY_INT32, SY_INT32), 72);
}

TEST(TypeNumbers, NameTheStoredTypesAndThatOfAlpha) {
  const Arithmetic mixed = of(cuda::cublaslt, SY_FP8_E4M3, SY_FP8_E5M2, SY_BF16, SY_F32);
  EXPECT_EQ(mixed.a, 28);
  EXPECT_EQ(mixed.b, 29);
  EXPECT_EQ(mixed.c, 14);
  EXPECT_EQ(mixed.scale, 0);
  EXPECT_EQ(of(cuda::cublaslt, SY_INT8, SY_INT8, SY_INT32, SY_INT32).scale, 10);
  EXPECT_EQ(of(cuda::cublaslt, SY_F64, SY_F64, SY_F64, SY_F64).scale, 1);
}

TEST(TypeNumbers, OfferTheNarrowedTypeOfTheVendorAlone) {
  EXPECT_EQ(compute(cuda::cublaslt, SY_XF32, SY_XF32, SY_F32), -1);
  EXPECT_EQ(compute(cuda::cublaslt, SY_HF32, SY_HF32, SY_F32), -1);
  EXPECT_EQ(compute(hip::hipblaslt, SY_XF32, SY_XF32, SY_F32), 6);
  EXPECT_EQ(compute(hip::hipblaslt, SY_TF32, SY_TF32, SY_F32), -1);
}

TEST(TypeNumbers, KeepTheFormatsOfFp8Apart) {
  EXPECT_EQ(compute(cuda::cublaslt, SY_FP8_E4M3_FNUZ, SY_FP8_E4M3_FNUZ, SY_BF16), -1);
  EXPECT_EQ(compute(hip::hipblaslt, SY_FP8_E4M3_FNUZ, SY_FP8_E5M2_FNUZ, SY_BF16), 2);
  EXPECT_EQ(compute(hip::hipblaslt, SY_FP8_E4M3_FNUZ, SY_FP8_E4M3, SY_BF16), -1);
}

TEST(TypeNumbers, RefuseCombinationsThatMeanNothing) {
  const LtLibrary& lt = cuda::cublaslt;
  EXPECT_EQ(compute(lt, SY_BF16, SY_FP16, SY_F32), -1);
  EXPECT_EQ(compute(lt, SY_BF16, SY_BF16, SY_FP16), -1);
  EXPECT_EQ(compute(lt, SY_F32, SY_F32, SY_BF16), -1);
  EXPECT_EQ(compute(lt, SY_INT8, SY_INT8, SY_F32, SY_INT32), -1);
  EXPECT_EQ(compute(lt, SY_INT8, SY_INT8, SY_INT32), -1) << "integers summed in f32";
  EXPECT_EQ(compute(lt, SY_F64, SY_F64, SY_F64, SY_F32), -1);
  EXPECT_EQ(compute(lt, SY_F32, SY_F32, SY_F32, SY_F64), -1);
  EXPECT_EQ(compute(lt, SY_UINT8, SY_INT8, SY_INT32, SY_INT32), -1);
  EXPECT_EQ(compute(hip::hipblaslt, SY_F64, SY_F64, SY_F64, SY_F64), -1) << "rocBLAS does that";
}

}  // namespace
}  // namespace steelyard::cuda_shaped
