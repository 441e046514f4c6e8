#include <fmt/format.h>

#include <array>
#include <string>

#include "harness/device/conformance/flaw.hpp"
#include "harness/device/conformance/offer.hpp"
#include "harness/device/conformance/rungs.hpp"
#include "harness/device/conformance/subject.hpp"

namespace steelyard::device::conformance {
namespace {

/// Vectors, sizes that divide by nothing, and some that every unit takes.
constexpr std::array<GemmSize, 10> odd_sizes{{{1, 1, 1},
                                              {7, 5, 3},
                                              {1, 130, 70},
                                              {129, 1, 31},
                                              {33, 17, 65},
                                              {2, 3, 257},
                                              {64, 64, 64},
                                              {100, 96, 1},
                                              {16, 32, 48},
                                              {80, 16, 128}}};

void offers_what_it_names(Subject& subject) {
  for (const Dtype dtype : all_dtypes()) offers_of(subject.device(), dtype);
}

void refuses_what_it_does_not_name(Subject& subject) {
  for (const Dtype dtype : all_dtypes()) {
    if (subject.device().multiplies(dtype)) continue;
    for (const GemmTypes& types : combinations(dtype)) {
      expect(!is_offered(subject.device(), shape_of(types, 64, 64, 64)),
             fmt::format("{} can be planned, but gemm_dtypes does not name {}.", describe(types),
                         name(dtype)));
    }
  }
}

void leave_out(Subject& subject, int refused, int of) {
  if (refused == 0) return;
  subject.leave_out(
      fmt::format("{} of {} sizes and transpositions are refused, as 8-bit types may "
                  "be.",
                  refused, of));
}

template <Dtype dtype>
void multiplies(Subject& subject) {
  if (!subject.device().multiplies(dtype)) {
    throw NotOffered(fmt::format("The device does not multiply {}.", name(dtype)));
  }
  int refused = 0, multiplied = 0;
  for (const Offer& offer : offers_of(subject.device(), dtype)) {
    refused += offer.for_each(odd_sizes, [&](const sy_gemm_shape& shape) {
      Multiplication(subject.device(), shape).expect_right();
      ++multiplied;
    });
  }
  leave_out(subject, refused, refused + multiplied);
}

void multiplies_batches(Subject& subject) {
  constexpr std::array<GemmSize, 2> sizes{{{19, 21, 23, 3}, {32, 48, 16, 3}}};
  for (const Offer& offer : all_offers(subject.device())) {
    offer.for_each(sizes, [&](const sy_gemm_shape& shape) {
      Multiplication(subject.device(), shape).expect_right();
    });
  }
}

void scales_or_refuses(Subject& subject) {
  for (const Offer& offer : all_offers(subject.device())) {
    if (is_integer(offer.types().a)) continue;
    for (const GemmSize& size : {GemmSize{20, 30, 10}, GemmSize{32, 48, 16}}) {
      sy_gemm_shape shape = offer.usual(size);
      shape.alpha = 0.375;
      if (is_offered(subject.device(), shape)) {
        Multiplication(subject.device(), shape).expect_right();
      }
    }
  }
}

void multiplies_again(Subject& subject) {
  constexpr std::array<GemmSize, 2> sizes{{{31, 29, 37}, {32, 16, 48}}};
  for (const Offer& offer : all_offers(subject.device())) {
    offer.for_each(sizes, [&](const sy_gemm_shape& shape) {
      Multiplication multiplication(subject.device(), shape);
      for (int i = 0; i < 3; ++i) multiplication.expect_right();
    });
  }
}

void accumulates_fast(Subject& subject) {
  int offered = 0;
  bool any_fp8 = false;
  for (const Offer& offer : all_offers(subject.device())) {
    any_fp8 = any_fp8 || is_fp8(offer.types().a);
    if (!offer.types().fast_accumulation) continue;
    ++offered;
    Multiplication multiplication(subject.device(), offer.usual({48, 80, 128}));
    multiplication.plan().autotune(0.05);
    multiplication.expect_right();
  }
  if (!any_fp8) throw NotOffered("The device multiplies no fp8.");
  if (offered == 0) throw NotOffered("The device refuses fast accumulation.");
}

}  // namespace

std::span<const Rung> gemm_rungs() {
  static constexpr std::array rungs{
      Rung{"gemm.offers", "plans a multiplication of each dtype that it names", Needs::nothing,
           offers_what_it_names},
      Rung{"gemm.refuses", "refuses dtypes that it does not name", Needs::nothing,
           refuses_what_it_does_not_name},
      Rung{"gemm.f64", "multiplies f64 of all sizes and transpositions", Needs::results,
           multiplies<Dtype::f64>},
      Rung{"gemm.f32", "multiplies f32 of all sizes and transpositions", Needs::results,
           multiplies<Dtype::f32>},
      Rung{"gemm.tf32", "multiplies tf32 of all sizes and transpositions", Needs::results,
           multiplies<Dtype::tf32>},
      Rung{"gemm.hf32", "multiplies hf32 of all sizes and transpositions", Needs::results,
           multiplies<Dtype::hf32>},
      Rung{"gemm.xf32", "multiplies xf32 of all sizes and transpositions", Needs::results,
           multiplies<Dtype::xf32>},
      Rung{"gemm.bf16", "multiplies bf16 of all sizes and transpositions", Needs::results,
           multiplies<Dtype::bf16>},
      Rung{"gemm.fp16", "multiplies fp16 of all sizes and transpositions", Needs::results,
           multiplies<Dtype::fp16>},
      Rung{"gemm.fp8_e4m3", "multiplies fp8_e4m3 (OCP)", Needs::results,
           multiplies<Dtype::fp8_e4m3>},
      Rung{"gemm.fp8_e5m2", "multiplies fp8_e5m2 (OCP)", Needs::results,
           multiplies<Dtype::fp8_e5m2>},
      Rung{"gemm.fp8_e4m3_fnuz", "multiplies fp8_e4m3_fnuz (CDNA3)", Needs::results,
           multiplies<Dtype::fp8_e4m3_fnuz>},
      Rung{"gemm.fp8_e5m2_fnuz", "multiplies fp8_e5m2_fnuz (CDNA3)", Needs::results,
           multiplies<Dtype::fp8_e5m2_fnuz>},
      Rung{"gemm.int8", "multiplies int8 into int32, exactly", Needs::results,
           multiplies<Dtype::int8>},
      Rung{"gemm.uint8", "multiplies uint8 by int8 into int32, exactly", Needs::results,
           multiplies<Dtype::uint8>},
      Rung{"gemm.batches", "multiplies batches", Needs::results, multiplies_batches},
      Rung{"gemm.alpha", "scales by alpha or refuses", Needs::results, scales_or_refuses},
      Rung{"gemm.again", "multiplies by the same plan again", Needs::results, multiplies_again},
      Rung{"gemm.fast_accumulation", "multiplies fp8 with fast accumulation", Needs::results,
           accumulates_fast},
  };
  return rungs;
}

}  // namespace steelyard::device::conformance
