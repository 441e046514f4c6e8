#include "results/verdicts/limits.hpp"

#include <gtest/gtest.h>

#include "tests/unit/verdicts/run_builder.hpp"

namespace steelyard::results {
namespace {

using test::allreduce_case;
using test::figure;
using test::matmul_case;
using test::round_chip;
using test::visit_of;

/// A case of one visit whose figure is exactly work / seconds.
CaseRecord exact(CaseRecord record, double seconds) {
  record.visits = {
      visit_of(0, std::vector<double>(static_cast<std::size_t>(record.ranks), seconds))};
  return record;
}

std::optional<Fraction> fraction_of(const CaseRecord& record, const Chip* chip) {
  return fraction(record, *case_figures(record), chip);
}

CaseRecord memory_case(double bytes, double seconds) {
  CaseRecord record = test::passed_case("triad:dtype=f64,n=100", "memory", seconds, 1);
  record.work.bytes_moved = bytes;
  return exact(record, seconds);
}

TEST(CaseDtype, ComesFromTheName) {
  EXPECT_EQ(case_dtype(matmul_case("int8", 64, 1)), Dtype::int8);
  CaseRecord record;
  record.name = "matmul:m=3";
  EXPECT_EQ(case_dtype(record), std::nullopt);
  record.name = "matmul:dtype=f33";
  EXPECT_EQ(case_dtype(record), std::nullopt);
  record.name = "not a case\n";
  EXPECT_EQ(case_dtype(record), std::nullopt);
}

TEST(AsksForHotCache, ReadsTheName) {
  CaseRecord record;
  record.name = "matmul:dtype=bf16,cache=hot";
  EXPECT_TRUE(asks_for_hot_cache(record));
  record.name = "matmul:dtype=bf16";
  EXPECT_FALSE(asks_for_hot_cache(record));
}

TEST(Fraction, IsOfThePeakOfTheDtype) {
  const Chip chip = round_chip();
  const auto bf16 = fraction_of(exact(matmul_case("bf16", 1000, 1), 4e-5), &chip);
  ASSERT_TRUE(bf16);
  EXPECT_EQ(bf16->of, Denominator::dense_peak);
  EXPECT_EQ(bf16->limit, 100e12);
  EXPECT_DOUBLE_EQ(bf16->value.point, 0.5);
  EXPECT_DOUBLE_EQ(bf16->value.low, 0.5);
  EXPECT_DOUBLE_EQ(bf16->value.high, 0.5);
  EXPECT_EQ(bf16->source, "a datasheet");
  EXPECT_EQ(bf16->confidence, Confidence::high);
  EXPECT_DOUBLE_EQ(fraction_of(exact(matmul_case("int8", 1000, 1), 4e-5), &chip)->value.point,
                   0.25);
  EXPECT_DOUBLE_EQ(fraction_of(exact(matmul_case("tf32", 1000, 1), 4e-5), &chip)->value.point, 1);
}

TEST(Fraction, IsAbsentForAnUnknownPeakOrChip) {
  const Chip chip = round_chip();
  EXPECT_FALSE(fraction_of(matmul_case("f32", 1000, 1), &chip));
  EXPECT_FALSE(fraction_of(matmul_case("bf16", 1000, 1), nullptr));
}

TEST(Fraction, OfACollectiveIsOfTheOneWayLink) {
  Chip chip = round_chip();
  const CaseRecord record = exact(allreduce_case(8e9, 1, 8), 0.14);
  const auto share = fraction_of(record, &chip);
  ASSERT_TRUE(share);
  EXPECT_EQ(share->of, Denominator::link);
  EXPECT_EQ(share->limit, 200e9);
  EXPECT_DOUBLE_EQ(share->value.point, 0.5);
  chip.interconnect_gb_s.reset();
  EXPECT_FALSE(fraction_of(record, &chip));
}

TEST(Fraction, OfAMemoryCaseIsOfMemoryBandwidth) {
  Chip chip = round_chip();
  const auto share = fraction_of(memory_case(5e11, 1), &chip);
  ASSERT_TRUE(share);
  EXPECT_EQ(share->of, Denominator::memory);
  EXPECT_DOUBLE_EQ(share->value.point, 0.5);
  chip.memory_bandwidth_gb_s.reset();
  EXPECT_FALSE(fraction_of(memory_case(5e11, 1), &chip));
}

TEST(Fraction, IsOfTheProbesAroundEachVisitWithoutACatalogueRow) {
  CaseRecord record = exact(matmul_case("bf16", 1000, 1), 0.02);
  record.probe_unit = "AVX-512 vdpbf16ps";
  record.visits.push_back(record.visits[0]);
  record.visits[0].probe_before.rate = 1e11;
  record.visits[0].probe_after.rate = 4e11;
  record.visits[1].probe_before.rate = 0;
  record.visits[1].probe_after.rate = 2e11;
  const auto share = fraction_of(record, nullptr);
  ASSERT_TRUE(share);
  EXPECT_EQ(share->of, Denominator::probe);
  EXPECT_DOUBLE_EQ(share->limit, 2e11);
  EXPECT_DOUBLE_EQ(share->value.point, 0.5);
  EXPECT_EQ(share->source, "AVX-512 vdpbf16ps");
  EXPECT_EQ(share->confidence, std::nullopt);
}

TEST(Fraction, OfTheProbeStaysWhereTheMachineChangesItsSpeed) {
  CaseRecord record = exact(matmul_case("bf16", 1000, 1), 0.02);
  record.visits.push_back(record.visits[0]);
  for (double& each : record.visits[1].samples) each *= 3;
  record.visits[0].probe_before.rate = record.visits[0].probe_after.rate = 3e11;
  record.visits[1].probe_before.rate = record.visits[1].probe_after.rate = 1e11;
  const auto share = fraction_of(record, nullptr);
  ASSERT_TRUE(share);
  EXPECT_NEAR(share->value.low, 1.0 / 3, 1e-9);
  EXPECT_NEAR(share->value.high, 1.0 / 3, 1e-9);
}

TEST(Fraction, OfAMatmulCanBeOfAMemoryProbe) {
  CaseRecord record = exact(matmul_case("bf16", 1000, 1), 1);
  record.probe_unit = "triad through memory";
  record.visits[0].probe_before.rate = 12e6;
  EXPECT_DOUBLE_EQ(fraction_of(record, nullptr)->value.point, 0.5);
  record.work.bytes_moved = 0;
  EXPECT_FALSE(fraction_of(record, nullptr));
}

TEST(Fraction, OfBytesNeedsAMemoryProbe) {
  CaseRecord collective = exact(allreduce_case(8e9, 1, 8), 0.14);
  collective.probe_unit = "triad through memory";
  collective.visits[0].probe_after.rate = 200e9;
  EXPECT_DOUBLE_EQ(fraction_of(collective, nullptr)->value.point, 0.5);
  collective.probe_unit = "f32-fma";
  EXPECT_FALSE(fraction_of(collective, nullptr));

  CaseRecord alone = exact(allreduce_case(8e9, 1, 1), 0.08);
  alone.probe_unit = "memory";
  alone.visits[0].probe_after.rate = 200e9;
  EXPECT_DOUBLE_EQ(fraction_of(alone, nullptr)->value.point, 0.5);

  CaseRecord triad = memory_case(1e9, 1);
  triad.probe_unit = "memory";
  triad.visits[0].probe_after.rate = 2e9;
  EXPECT_DOUBLE_EQ(fraction_of(triad, nullptr)->value.point, 0.5);
}

TEST(Denominator, HasAName) {
  EXPECT_EQ(name(Denominator::dense_peak), "peak");
  EXPECT_EQ(name(Denominator::link), "link");
  EXPECT_EQ(name(Denominator::memory), "memory");
  EXPECT_EQ(name(Denominator::probe), "probe");
}

TEST(CasePeak, IsUnknownForNarrowSumsWhereThePeakIsOfFullOnes) {
  Chip chip = round_chip();
  chip.dense_peak_tflops["fp8"] = figure(300);
  CaseRecord record = matmul_case("fp8_e4m3", 1000, 1);
  ASSERT_NE(case_peak(record, chip), nullptr);
  EXPECT_EQ(case_peak(record, chip)->value, 300);
  record.name += ",accum=fast";
  ASSERT_NE(case_peak(record, chip), nullptr);
  chip.peaks_of_full_accumulation = true;
  EXPECT_EQ(case_peak(record, chip), nullptr);
  EXPECT_FALSE(fraction_of(exact(record, 1e-5), &chip));
  record.name = matmul_case("fp8_e4m3", 1000, 1).name;
  EXPECT_NE(case_peak(record, chip), nullptr);
  record.name = "matmul:m=3";
  EXPECT_EQ(case_peak(record, chip), nullptr);
}

}  // namespace
}  // namespace steelyard::results
