#include <fmt/format.h>

#include <array>

#include "harness/core/error.hpp"
#include "harness/device/conformance/flaw.hpp"
#include "harness/device/conformance/offer.hpp"
#include "harness/device/conformance/rungs.hpp"
#include "harness/device/conformance/subject.hpp"

namespace steelyard::device::conformance {
namespace {

void multiplies_right_after_tuning(Subject& subject) {
  constexpr std::array<GemmSize, 2> sizes{{{48, 80, 65}, {48, 80, 64}}};
  for (const Offer& offer : all_offers(subject.device())) {
    // Both sizes where they can be refused; else the odd one finds what the even one would.
    const std::size_t count = size_of(offer.types().a) == 1 ? 2 : 1;
    offer.for_each(std::span(sizes).first(count), [&](const sy_gemm_shape& shape) {
      Multiplication multiplication(subject.device(), shape);
      multiplication.plan().autotune(0.05);
      multiplication.expect_right();
    });
  }
}

void multiplies_batches_after_tuning(Subject& subject) {
  for (const Offer& offer : all_offers(subject.device())) {
    for (const GemmSize& size : {GemmSize{33, 40, 20, 2}, GemmSize{32, 48, 16, 2}}) {
      const sy_gemm_shape shape = offer.usual(size);
      if (!is_offered(subject.device(), shape)) continue;
      Multiplication multiplication(subject.device(), shape);
      multiplication.plan().autotune(0.05);
      multiplication.expect_right();
    }
  }
}

void remembers_the_tuning(Subject& subject) {
  for (const Offer& offer : all_offers(subject.device())) {
    const sy_gemm_shape shape = offer.usual({48, 48, 48});
    GemmPlan first(subject.device(), shape);
    first.autotune(0.05);
    GemmPlan second(subject.device(), shape);
    second.autotune(0.05);
    expect(first.algorithm() == second.algorithm(),
           fmt::format("{}: tuned twice, the same shape is multiplied by '{}' and then by '{}'.",
                       describe(shape), first.algorithm(), second.algorithm()));
  }
}

void names_its_algorithm(Subject& subject) {
  for (const Offer& offer : all_offers(subject.device())) {
    const sy_gemm_shape shape = offer.usual({64, 48, 32});
    GemmPlan plan(subject.device(), shape);
    plan.autotune(0.05);
    const std::string algorithm = plan.algorithm();
    expect(!algorithm.empty(), fmt::format("{} has no name of an algorithm.", describe(shape)));
    const std::size_t packed = plan.packed_bytes(SY_OPERAND_A) + plan.packed_bytes(SY_OPERAND_B);
    const bool says_so = algorithm.find("packed") != std::string::npos;
    expect(
        (packed > 0) == says_so,
        fmt::format("{}: operands are packed into {} bytes, and the algorithm is called '{}'; it "
                    "must say 'packed' exactly if one is.",
                    describe(shape), packed, algorithm));
  }
}

void refuses_to_pack_the_plain(Subject& subject) {
  for (const Offer& offer : all_offers(subject.device())) {
    const sy_gemm_shape shape = offer.usual({16, 16, 16});
    GemmPlan plan(subject.device(), shape);
    Stream stream(subject.device());
    const Buffer buffer(subject.device(), 4096);
    for (const sy_operand operand : {SY_OPERAND_A, SY_OPERAND_B}) {
      if (plan.packed_bytes(operand) != 0) continue;
      try {
        plan.pack(stream, operand, buffer.data(), buffer.at(2048));
      } catch (const Error&) {
        continue;
      }
      throw Flaw(fmt::format("{}: operand {} is used plain, but packing it returned SY_OK.",
                             describe(shape), operand == SY_OPERAND_A ? 'A' : 'B'));
    }
  }
}

}  // namespace

std::span<const Rung> tuning_rungs() {
  static constexpr std::array rungs{
      Rung{"gemm.tuned", "multiplies right after tuning, packed where it wants that",
           Needs::results, multiplies_right_after_tuning},
      Rung{"gemm.tuned_batches", "multiplies batches right after tuning", Needs::results,
           multiplies_batches_after_tuning},
      Rung{"gemm.remembers", "remembers the tuning of a shape", Needs::nothing,
           remembers_the_tuning},
      Rung{"gemm.algorithm", "names its algorithm, and whether operands are packed", Needs::nothing,
           names_its_algorithm},
      Rung{"gemm.plain", "refuses to pack what it takes plain", Needs::nothing,
           refuses_to_pack_the_plain},
  };
  return rungs;
}

}  // namespace steelyard::device::conformance
