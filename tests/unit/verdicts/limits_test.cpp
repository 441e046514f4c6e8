#include "results/verdicts/limits.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/verdicts/run_builder.hpp"

namespace steelyard::results {
namespace {

using test::allreduce_case;
using test::figure;
using test::matmul_case;
using test::round_chip;
using test::visit_of;
using testing::AllOf;
using testing::HasSubstr;

/// A case of one visit whose figure is exactly work / seconds.
CaseRecord exact(CaseRecord record, double seconds) {
  record.visits = {
      visit_of(0, std::vector<double>(static_cast<std::size_t>(record.ranks), seconds))};
  return record;
}

std::optional<Fraction> fraction_of(const CaseRecord& record, const Chip* chip) {
  return fraction(record, *case_figures(record), chip);
}

std::optional<Excess> excess_of(const CaseRecord& record, const Chip* chip) {
  return excess(record, *case_figures(record), chip);
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
  EXPECT_EQ(share->limit, 2e11);
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

TEST(ReducesInSwitch, KnowsTheAlgorithms) {
  EXPECT_TRUE(reduces_in_switch("NCCL NVLSTree simple"));
  EXPECT_TRUE(reduces_in_switch("sharp"));
  EXPECT_TRUE(reduces_in_switch("CollNetDirect"));
  EXPECT_FALSE(reduces_in_switch("Ring LL128"));
  EXPECT_FALSE(reduces_in_switch(""));
}

TEST(BusbwLimit, IsTheLinkOrWhatTheSwitchAllows) {
  EXPECT_EQ(busbw_limit(450, 8, false), 450);
  EXPECT_DOUBLE_EQ(busbw_limit(450, 8, true), 700);
  EXPECT_DOUBLE_EQ(busbw_limit(450, 3, true), 450);
  EXPECT_DOUBLE_EQ(busbw_limit(450, 4, true), 540);
  EXPECT_EQ(busbw_limit(450, 2, true), 450);
  EXPECT_EQ(busbw_limit(450, 1, true), 450);
}

TEST(Excess, IsAFigureAboveThePeak) {
  const Chip chip = round_chip();
  EXPECT_FALSE(excess_of(exact(matmul_case("bf16", 1000, 1), 2.01e-5), &chip));
  const auto above = excess_of(exact(matmul_case("bf16", 1000, 1), 1.99e-5), &chip);
  ASSERT_TRUE(above);
  EXPECT_TRUE(above->certain);
  EXPECT_THAT(above->sentence,
              AllOf(HasSubstr("100.5 T operations/s is above the limit 100 (datasheet, confidence "
                              "high: a datasheet)")));
  EXPECT_FALSE(excess_of(exact(matmul_case("bf16", 1000, 1), 1.99e-5), nullptr));
}

TEST(Excess, OverALowConfidenceLimitIsNotCertain) {
  Chip chip = round_chip();
  chip.dense_peak_tflops["bf16"] = figure(100, Confidence::low);
  EXPECT_FALSE(excess_of(exact(matmul_case("bf16", 1000, 1), 1e-5), &chip)->certain);
  chip.dense_peak_tflops["bf16"] = figure(100, Confidence::medium);
  EXPECT_TRUE(excess_of(exact(matmul_case("bf16", 1000, 1), 1e-5), &chip)->certain);
}

TEST(Excess, IsNativeBusbwAboveTheLink) {
  const Chip chip = round_chip();
  // busbw = 14e9 / t; 200 GB/s at 0.07 s.
  EXPECT_FALSE(excess_of(exact(allreduce_case(8e9, 1, 8), 0.0701), &chip));
  CaseRecord record = exact(allreduce_case(8e9, 1, 8), 0.0699);
  ASSERT_TRUE(excess_of(record, &chip));
  EXPECT_THAT(excess_of(record, &chip)->sentence,
              HasSubstr("200.3 GB/s busbw is above the limit 200 ("));
  record.algorithm = "NVLS";
  EXPECT_FALSE(excess_of(record, &chip));
  EXPECT_TRUE(excess_of(exact(record, 0.0449), &chip));  // above 14/9 of the link
  EXPECT_FALSE(excess_of(exact(record, 0.0451), &chip));
  record = exact(record, 0.001);
  record.path = "mpi";
  EXPECT_FALSE(excess_of(record, &chip));
}

/// Other tools do not say whether the switch reduced.
TEST(Excess, OfAnImportAllowsForReductionInTheSwitch) {
  const Chip chip = round_chip();
  CaseRecord record = exact(allreduce_case(8e9, 1, 8), 0.0699);
  record.method_version = 0;
  EXPECT_FALSE(excess_of(record, &chip));
  EXPECT_TRUE(excess_of(exact(record, 0.0449), &chip));
  record.algorithm = "Ring";
  EXPECT_TRUE(excess_of(record, &chip));
}

TEST(Excess, IsBytesFasterThanMemory) {
  Chip chip = round_chip();
  EXPECT_FALSE(excess_of(memory_case(1e12, 1.001), &chip));
  const auto above = excess_of(memory_case(1e12, 0.999), &chip);
  ASSERT_TRUE(above);
  EXPECT_THAT(above->sentence, HasSubstr("1001 GB/s through memory is above the limit 1000 ("));

  CaseRecord matmul = exact(matmul_case("bf16", 100, 1), 5e-8);  // 60 kB, 40 TFLOP/s
  EXPECT_TRUE(excess_of(matmul, &chip));
  matmul.name += ",cache=hot";
  EXPECT_FALSE(excess_of(matmul, &chip));
  chip.memory_bandwidth_gb_s.reset();
  EXPECT_FALSE(excess_of(memory_case(1e12, 0.5), &chip));
}

TEST(Excess, DoesNotHoldMessagesAgainstMemory) {
  const Chip chip = round_chip();
  CaseRecord record = exact(allreduce_case(8e9, 1, 8), 0.1);
  record.work.bytes_moved = 1e15;
  EXPECT_FALSE(excess_of(record, &chip));
}

}  // namespace
}  // namespace steelyard::results
