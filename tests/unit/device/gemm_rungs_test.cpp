#include <cstring>
#include <string>

#include "tests/unit/device/mutant.hpp"

namespace steelyard::device::conformance {
namespace {

using ::testing::HasSubstr;

TEST(GemmRungs, NoticeADtypeThatCannotBePlanned) {
  Mutant mutant;
  mutant.gemm.plan = [](sy_device* device, const sy_gemm_shape* shape, sy_gemm** plan) {
    if (shape->a == SY_FP16) return SY_UNSUPPORTED;
    return sound_table().gemm->plan(device, shape, plan);
  };
  expect_failure(mutant.climb("gemm.offers"), "gemm_dtypes names fp16");
  expect_failure(mutant.climb("gemm.fp16"), "gemm_dtypes names fp16");
}

TEST(GemmRungs, NoticeADtypeThatIsPlannedThoughItIsNotNamed) {
  constexpr auto no_fp16 = [](sy_properties& p) {
    p.gemm_dtypes &= ~(std::uint64_t{1} << SY_FP16);
  };
  expect_failure(climb_with_properties<no_fp16>("gemm.refuses"), "does not name fp16");
  expect_not_offered(climb_with_properties<no_fp16>("gemm.fp16"), "does not multiply fp16");
}

/// Plans as the unit of a vendor that takes one layout and whole tiles of 16.
template <bool nt_alone>
sy_status plan_tiles(sy_device* device, const sy_gemm_shape* shape, sy_gemm** plan) {
  const bool tiles = shape->m % 16 == 0 && shape->n % 16 == 0 && shape->k % 16 == 0;
  const bool nt = shape->transpose_a == 0 && shape->transpose_b == 1;
  if (nt_alone ? !nt : !tiles) return SY_UNSUPPORTED;
  return sound_table().gemm->plan(device, shape, plan);
}

TEST(GemmRungs, LetEightBitTypesRefuseLayoutsAndOddSizes) {
  Mutant mutant;
  mutant.gemm.plan = plan_tiles<false>;
  for (const char* id : {"gemm.fp8_e4m3", "gemm.int8"}) {
    const Verdict verdict = mutant.climb(id);
    EXPECT_EQ(verdict.outcome, Outcome::passed) << verdict.sentence;
    EXPECT_THAT(verdict.sentence, HasSubstr("sizes and transpositions are refused"));
  }
  expect_failure(mutant.climb("gemm.bf16"), "refused with SY_UNSUPPORTED");
  mutant.gemm.plan = plan_tiles<true>;
  EXPECT_EQ(mutant.climb("gemm.fp8_e5m2").outcome, Outcome::passed);
  expect_failure(mutant.climb("gemm.f32"), "offered in 1 of 4 transpositions");
}

TEST(GemmRungs, NoticeATileThatAnEightBitTypeRefuses) {
  Mutant mutant;
  mutant.gemm.plan = [](sy_device* device, const sy_gemm_shape* shape, sy_gemm** plan) {
    if (shape->m == 16) return SY_UNSUPPORTED;
    return sound_table().gemm->plan(device, shape, plan);
  };
  expect_failure(mutant.climb("gemm.int8"), "m = 16");
}

TEST(GemmRungs, TellWhereFastAccumulationIsRefused) {
  Mutant mutant;
  mutant.gemm.plan = [](sy_device* device, const sy_gemm_shape* shape, sy_gemm** plan) {
    if (shape->fast_accumulation == 1) return SY_UNSUPPORTED;
    return sound_table().gemm->plan(device, shape, plan);
  };
  expect_not_offered(mutant.climb("gemm.fast_accumulation"), "refuses fast accumulation");
  EXPECT_EQ(mutant.climb("gemm.fp8_e4m3").outcome, Outcome::passed);
}

TEST(GemmRungs, LetABackendOfferFastAccumulationAlone) {
  Mutant mutant;
  mutant.gemm.plan = [](sy_device* device, const sy_gemm_shape* shape, sy_gemm** plan) {
    if (shape->a == SY_FP8_E4M3 && shape->fast_accumulation == 0) return SY_UNSUPPORTED;
    return sound_table().gemm->plan(device, shape, plan);
  };
  EXPECT_EQ(mutant.climb("gemm.fp8_e4m3").outcome, Outcome::passed);
}

TEST(GemmRungs, NoticePackingThatTheNameKeepsSecret) {
  Mutant mutant;
  mutant.gemm.algorithm = [](sy_gemm*, char* text, std::size_t) {
    std::strcpy(text, "loops");
    return SY_OK;
  };
  expect_failure(mutant.climb("gemm.algorithm"), "it must say 'packed'");
  mutant.gemm.algorithm = [](sy_gemm*, char* text, std::size_t) {
    *text = '\0';
    return SY_OK;
  };
  expect_failure(mutant.climb("gemm.algorithm"), "no name of an algorithm");
}

TEST(GemmRungs, NoticeAPlanThatIsTunedInAnotherWayNextTime) {
  Mutant mutant;
  mutant.gemm.algorithm = [](sy_gemm*, char* text, std::size_t) {
    static int calls = 0;
    std::strcpy(text, std::to_string(++calls).c_str());
    return SY_OK;
  };
  expect_failure(mutant.climb("gemm.remembers"), "tuned twice");
}

TEST(GemmRungs, NoticePackingOfWhatIsTakenPlain) {
  Mutant mutant;
  mutant.gemm.pack = [](sy_stream*, sy_gemm*, sy_operand, const void*, void*) { return SY_OK; };
  expect_failure(mutant.climb("gemm.plain"), "operand A is used plain");
}

}  // namespace
}  // namespace steelyard::device::conformance
