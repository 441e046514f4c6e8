#include "harness/backends/cpu/gemm_plan.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <vector>

#include "harness/device/kit/guard.hpp"
#include "tests/unit/fake_root.hpp"

namespace steelyard::cpu {
namespace {

using testing::HasSubstr;

const Host host{Team(2)};

sy_gemm_shape shape_of(sy_dtype a, sy_dtype b, sy_dtype c, sy_dtype accumulate) {
  return {48, 40, 56, 1, 0, 0, a, b, c, accumulate, 1};
}

sy_status status_of_planning(const sy_gemm_shape& shape) {
  try {
    const GemmPlan plan(shape, host);
    return SY_OK;
  } catch (const kit::Failure& failure) {
    EXPECT_THAT(failure.what(), HasSubstr("multipl"));
    return failure.status();
  }
}

TEST(GemmPlan, RefusesCombinationsThatAreNotOffered) {
  for (const sy_gemm_shape& shape :
       {shape_of(SY_FP16, SY_FP16, SY_FP16, SY_F32), shape_of(SY_TF32, SY_TF32, SY_F32, SY_F32),
        shape_of(SY_FP8_E4M3, SY_FP8_E4M3, SY_F32, SY_F32),
        shape_of(SY_F32, SY_F64, SY_F64, SY_F64), shape_of(SY_F64, SY_F64, SY_F64, SY_F32),
        shape_of(SY_F64, SY_F64, SY_F32, SY_F64), shape_of(SY_F32, SY_F32, SY_F32, SY_F64),
        shape_of(SY_F32, SY_F32, SY_BF16, SY_F32), shape_of(SY_BF16, SY_F32, SY_F32, SY_F32),
        shape_of(SY_BF16, SY_BF16, SY_F32, SY_F64), shape_of(SY_INT8, SY_UINT8, SY_INT32, SY_INT32),
        shape_of(SY_INT8, SY_INT8, SY_F32, SY_INT32), shape_of(SY_INT8, SY_INT8, SY_INT32, SY_F32),
        shape_of(SY_INT32, SY_INT32, SY_INT32, SY_INT32)}) {
    EXPECT_EQ(status_of_planning(shape), SY_UNSUPPORTED)
        << shape.a << " " << shape.b << " " << shape.c << " " << shape.accumulate;
  }
}

TEST(GemmPlan, NamesLibraryKernelLayoutAndThreads) {
  const GemmPlan f64(shape_of(SY_F64, SY_F64, SY_F64, SY_F64), host);
  EXPECT_THAT(f64.algorithm(), HasSubstr("OpenBLAS 0."));
  EXPECT_THAT(f64.algorithm(), HasSubstr(", plain, 2 threads"));
  const GemmPlan f32(shape_of(SY_F32, SY_F32, SY_F32, SY_F32), Host{Team(1)});
  EXPECT_THAT(f32.algorithm(), HasSubstr("oneDNN 2."));
  const bool packs_b = f32.packed_bytes(SY_OPERAND_B) > 0;
  EXPECT_THAT(f32.algorithm(), HasSubstr(packs_b ? ", B packed, 1 thread" : ", plain, 1 thread"));
  EXPECT_EQ(f32.packed_bytes(SY_OPERAND_A), 0u);
}

TEST(GemmPlan, PrefersPackedOperandsAsLongAsNothingWasTimed) {
  sy_gemm_shape shape = shape_of(SY_F32, SY_F32, SY_F32, SY_F32);
  const auto packing = std::ranges::find_if(gemm_candidates(), [&](const Candidate& candidate) {
    return make_kernel(candidate, shape, host) != nullptr;
  });
  ASSERT_NE(packing, gemm_candidates().end());
  const auto kernel = make_kernel(*packing, shape, host);
  const GemmPlan plan(shape, host);
  EXPECT_EQ(plan.algorithm(), kernel->algorithm());
  EXPECT_STREQ(gemm_candidates().front().name, "oneDNN, A and B packed");
}

TEST(GemmPlan, KeepsWhatTheSearchFoundForEqualShapes) {
  sy_gemm_shape shape = shape_of(SY_F32, SY_F32, SY_F32, SY_F32);
  shape.n = 93;
  GemmPlan first(shape, host);
  first.autotune(0.05);
  const GemmPlan second(shape, host);
  EXPECT_EQ(second.algorithm(), first.algorithm());
  EXPECT_EQ(second.packed_bytes(SY_OPERAND_B), first.packed_bytes(SY_OPERAND_B));
}

/// A machine with hardly any memory left.
class GemmPlanWithoutMemory : public testing::Test {
 protected:
  GemmPlanWithoutMemory() { root_.write("proc/meminfo", "MemTotal: 8 kB\nMemAvailable: 8 kB\n"); }
  FakeRoot root_;
  Host starved_{Team(2), MemoryLimits(root_.path())};
};

TEST_F(GemmPlanWithoutMemory, KeepsItsKernelAndSaysThatItDidNotSearch) {
  sy_gemm_shape shape = shape_of(SY_F64, SY_F64, SY_F64, SY_F64);
  shape.m = 91;
  GemmPlan plan(shape, starved_);
  const std::string before = plan.algorithm();
  plan.autotune(0.01);
  EXPECT_EQ(plan.algorithm(), before + ", not searched for lack of memory");
}

TEST_F(GemmPlanWithoutMemory, NeedsNoSearchWhereTheShapeIsKnown) {
  sy_gemm_shape shape = shape_of(SY_F64, SY_F64, SY_F64, SY_F64);
  shape.m = 92;
  GemmPlan searched(shape, host);
  searched.autotune(0.01);
  GemmPlan plan(shape, starved_);
  plan.autotune(0.01);
  EXPECT_EQ(plan.algorithm(), searched.algorithm());
}

TEST(GemmPlan, SaysWhichDtypesAreMultiplied) {
  const std::uint64_t found = gemm_dtypes(host);
  EXPECT_NE(found >> SY_F64 & 1, 0u);
  EXPECT_NE(found >> SY_F32 & 1, 0u);
  for (const sy_dtype never : {SY_TF32, SY_FP16, SY_FP8_E4M3, SY_FP8_E5M2, SY_INT32}) {
    EXPECT_EQ(found >> never & 1, 0u) << never;
  }
  const bool bf16 = (found >> SY_BF16 & 1) != 0;
  EXPECT_EQ(status_of_planning(shape_of(SY_BF16, SY_BF16, SY_F32, SY_F32)),
            bf16 ? SY_OK : SY_UNSUPPORTED);
}

}  // namespace
}  // namespace steelyard::cpu
