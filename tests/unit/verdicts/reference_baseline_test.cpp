#include "results/verdicts/reference_baseline.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>

#include "harness/core/error.hpp"
#include "tests/unit/verdicts/run_builder.hpp"

namespace steelyard::results {
namespace {

using test::allreduce_case;
using test::figure;
using test::matmul_case;
using test::round_chip;
using test::round_reference;
using testing::HasSubstr;

ReferenceFigure matched(const ReferenceBaseline& baseline, const CaseRecord& record) {
  const auto match = baseline.match(record);
  if (const auto* why_not = std::get_if<std::string>(&match)) {
    ADD_FAILURE() << *why_not;
    return {};
  }
  return std::get<ReferenceFigure>(match);
}

std::string why_not(const ReferenceBaseline& baseline, const CaseRecord& record) {
  const auto match = baseline.match(record);
  return std::holds_alternative<std::string>(match) ? std::get<std::string>(match) : "";
}

ReferenceBaseline without_rows(const Chip& chip) { return {"title", chip, 8, {}}; }

TEST(ReferenceBaseline, MatchesAPublishedRowByWorkloadDtypeAndShape) {
  const ReferenceFigure reference = matched(round_reference(), matmul_case("bf16", 1024, 1, 4));
  EXPECT_EQ(reference.value, 80e12);
  EXPECT_EQ(reference.origin, Origin::published);
  EXPECT_EQ(reference.confidence, Confidence::low);
  EXPECT_EQ(reference.source, "a user's report");
  EXPECT_EQ(reference.devices, 1);
  EXPECT_FALSE(reference.other_scale);
}

TEST(ReferenceBaseline, MatchesNoRowOfAnotherShapeDtypeWorkloadOrBatch) {
  const ReferenceBaseline baseline = round_reference();
  EXPECT_EQ(matched(baseline, matmul_case("bf16", 2048, 1)).origin, Origin::datasheet);
  EXPECT_EQ(matched(baseline, matmul_case("int8", 1024, 1)).origin, Origin::datasheet);
  CaseRecord other = matmul_case("bf16", 1024, 1);
  other.workload = "training_step";
  EXPECT_EQ(matched(baseline, other).origin, Origin::datasheet);
  CaseRecord batched = matmul_case("bf16", 1024, 1);
  batched.name += ",batch=3";
  batched.work.flops *= 3;
  EXPECT_EQ(matched(baseline, batched).origin, Origin::datasheet);
}

TEST(ReferenceBaseline, TakesTheFastestRowThatMatches) {
  const ReferenceFigure reference = matched(round_reference(), allreduce_case(1e9, 1, 8));
  EXPECT_EQ(reference.value, 210e9);
  EXPECT_EQ(reference.note, "with reduction in the switch");
  EXPECT_EQ(reference.devices, 8);
  EXPECT_FALSE(reference.other_scale);
}

TEST(ReferenceBaseline, AppliesACollectivesRowFromItsSmallestMessageOn) {
  const ReferenceFigure reference = matched(round_reference(), allreduce_case(1e9 - 8, 1, 8));
  EXPECT_EQ(reference.value, 200e9);
  EXPECT_EQ(reference.origin, Origin::datasheet);
  EXPECT_EQ(reference.confidence, Confidence::high);
  EXPECT_EQ(reference.note, "one-way link bandwidth");
  EXPECT_EQ(reference.devices, 8);
  EXPECT_FALSE(reference.other_scale);
}

TEST(ReferenceBaseline, LabelsCollectivesOverAnotherNumberOfDevices) {
  const ReferenceBaseline baseline = round_reference();
  EXPECT_TRUE(matched(baseline, allreduce_case(2e9, 1, 2)).other_scale);
  EXPECT_TRUE(matched(baseline, allreduce_case(64, 1, 2)).other_scale);
  EXPECT_FALSE(matched(baseline, allreduce_case(64, 1, 8)).other_scale);
}

TEST(ReferenceBaseline, DerivesTheRooflineFromThePeakOfTheDtype) {
  const ReferenceBaseline baseline = round_reference();
  const ReferenceFigure compute = matched(baseline, matmul_case("bf16", 8192, 1));
  EXPECT_DOUBLE_EQ(compute.value, 100e12);
  EXPECT_EQ(compute.origin, Origin::datasheet);
  EXPECT_EQ(compute.note, "dense peak");
  EXPECT_EQ(compute.confidence, Confidence::high);
  EXPECT_EQ(compute.source, "a datasheet");
  EXPECT_EQ(compute.devices, 1);
  EXPECT_FALSE(compute.other_scale);
  EXPECT_DOUBLE_EQ(matched(baseline, matmul_case("int8", 8192, 1)).value, 200e12);
  EXPECT_DOUBLE_EQ(matched(baseline, matmul_case("tf32", 8192, 1)).value, 50e12);
}

TEST(ReferenceBaseline, LetsMemoryBoundTheRoofline) {
  Chip chip = round_chip();
  chip.memory_bandwidth_gb_s = figure(1000, Confidence::medium);
  chip.memory_bandwidth_gb_s->from.source = "memory sheet";
  // 2 n^3 operations on 6 n^2 bytes at 1e12 bytes/s: n / 3 TFLOP/s.
  CaseRecord record = matmul_case("bf16", 150, 1);
  const ReferenceFigure bound = matched(without_rows(chip), record);
  EXPECT_DOUBLE_EQ(bound.value, 50e12);
  EXPECT_EQ(bound.note, "memory bandwidth");
  EXPECT_EQ(bound.confidence, Confidence::medium);
  EXPECT_EQ(bound.source, "memory sheet");
  record.name += ",cache=hot";
  EXPECT_DOUBLE_EQ(matched(without_rows(chip), record).value, 100e12);
  chip.memory_bandwidth_gb_s.reset();
  EXPECT_DOUBLE_EQ(matched(without_rows(chip), matmul_case("bf16", 150, 1)).value, 100e12);
}

TEST(ReferenceBaseline, HasNoFigureForAnUnknownPeak) {
  EXPECT_EQ(why_not(round_reference(), matmul_case("f32", 1024, 1)),
            "no One figure: its peak for f32 is unknown");
  CaseRecord nameless = matmul_case("bf16", 1024, 1);
  nameless.name = "matmul:m=1024";
  EXPECT_EQ(why_not(round_reference(), nameless),
            "no One figure: its peak for this dtype is unknown");
}

TEST(ReferenceBaseline, HasNoFigureForAnUnknownLinkOrMemory) {
  Chip chip = round_chip();
  chip.interconnect_gb_s.reset();
  chip.memory_bandwidth_gb_s.reset();
  EXPECT_EQ(why_not(without_rows(chip), allreduce_case(64, 1, 8)),
            "no One figure: its link bandwidth is unknown");
  CaseRecord triad = test::passed_case("triad:n=8", "memory", 1, 1);
  triad.work.bytes_moved = 100;
  EXPECT_EQ(why_not(without_rows(chip), triad), "no One figure: its memory bandwidth is unknown");
}

TEST(ReferenceBaseline, BoundsBytesByMemoryBandwidth) {
  CaseRecord triad = test::passed_case("triad:n=8", "memory", 1, 1);
  triad.work.bytes_moved = 100;
  const ReferenceFigure bound = matched(round_reference(), triad);
  EXPECT_EQ(bound.value, 1000e9);
  EXPECT_EQ(bound.origin, Origin::datasheet);
  EXPECT_EQ(bound.note, "memory bandwidth");
}

TEST(ReferenceBaseline, HasNothingForOneRankAndForNoWork) {
  EXPECT_THAT(why_not(round_reference(), allreduce_case(64, 1, 1)), HasSubstr("one rank"));
  EXPECT_THAT(why_not(round_reference(), test::passed_case("sleep:n=8", "other", 1, 1)),
              HasSubstr("no One figure for a case of this kind"));
}

TEST(ReferenceBaseline, ReadsNoNameThatIsNone) {
  CaseRecord record = matmul_case("bf16", 1024, 1);
  record.name = "what is this?";
  EXPECT_THAT(why_not(round_reference(), record), HasSubstr("cannot be read"));
  record = matmul_case("bf16", 1024, 1);
  ReferenceBaseline baseline("t", round_chip(), 8,
                             {{"matmul", {}, 0, 1e12, 1, "s", Confidence::low, ""}});
  record.name = "matmul:dtype=bf16,m=x,n=1,k=1";
  EXPECT_THAT(why_not(baseline, record), HasSubstr("cannot be read"));
}

class ReferenceFile : public testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = (std::filesystem::temp_directory_path() / "reference_XXXXXX").string();
    ASSERT_NE(mkdtemp(pattern.data()), nullptr);
    folder_ = pattern;
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  ReferenceBaseline load(const std::string& text) {
    std::ofstream(folder_ / "x.yaml") << text;
    return ReferenceBaseline::load(folder_ / "x.yaml", Catalogue({round_chip()}));
  }
  std::string complaint(const std::string& row) {
    try {
      load("title: t\nchip: one\ndevices: 8\npublished:\n  - " + row + "\n");
    } catch (const DataError& error) {
      return error.what();
    }
    return "";
  }

  std::filesystem::path folder_;
};

TEST_F(ReferenceFile, IsReadWhole) {
  const ReferenceBaseline baseline = load(
      "title: a title\nchip: one\ndevices: 4\npublished:\n"
      "  - {workload: matmul, parameters: {dtype: bf16, m: 8}, tflops: 1.5, confidence: medium,"
      " source: s, note: n}\n"
      "  - {workload: allreduce, parameters: {}, minimum_bytes: 64, devices: 16, busbw_gb_s: 2,"
      " confidence: low, source: t}\n");
  EXPECT_EQ(baseline.title(), "a title");
  EXPECT_EQ(baseline.chip().id, "acme-one");
  EXPECT_EQ(baseline.devices(), 4);
  ASSERT_EQ(baseline.published().size(), 2U);
  const PublishedRow& matmul = baseline.published()[0];
  EXPECT_EQ(matmul.workload, "matmul");
  ASSERT_EQ(matmul.parameters.size(), 2U);
  EXPECT_EQ(matmul.parameters[1].first, "m");
  EXPECT_EQ(matmul.parameters[1].second, "8");
  EXPECT_DOUBLE_EQ(matmul.value, 1.5e12);
  EXPECT_EQ(matmul.devices, 1);
  EXPECT_EQ(matmul.minimum_bytes, 0);
  EXPECT_EQ(matmul.confidence, Confidence::medium);
  EXPECT_EQ(matmul.source, "s");
  EXPECT_EQ(matmul.note, "n");
  const PublishedRow& allreduce = baseline.published()[1];
  EXPECT_DOUBLE_EQ(allreduce.value, 2e9);
  EXPECT_EQ(allreduce.devices, 16);
  EXPECT_EQ(allreduce.minimum_bytes, 64);
}

TEST_F(ReferenceFile, NeedsExactlyOneFigureAndItsSource) {
  const std::string rest = "workload: w, parameters: {}, confidence: low, source: s";
  EXPECT_EQ(complaint("{tflops: 1, " + rest + "}"), "");
  EXPECT_THAT(complaint("{" + rest + "}"), HasSubstr("either"));
  EXPECT_THAT(complaint("{tflops: 1, busbw_gb_s: 1, " + rest + "}"), HasSubstr("either"));
  EXPECT_THAT(complaint("{tflops: 1, workload: w, parameters: {}, confidence: low}"),
              HasSubstr("'source' is missing"));
  EXPECT_THAT(complaint("{tflops: 1, workload: w, parameters: {}, confidence: sure, source: s}"),
              HasSubstr("expected low, medium or high"));
  EXPECT_THAT(complaint("{tflops: 0, " + rest + "}"), HasSubstr("above 0"));
  EXPECT_THAT(complaint("{tflop: 1, " + rest + "}"), HasSubstr("'tflops'"));
  EXPECT_THAT(complaint("{tflops: 1, devices: 0, " + rest + "}"), HasSubstr("from 1 to"));
}

TEST_F(ReferenceFile, NeedsAChipOfTheCatalogue) {
  EXPECT_THROW(load("title: t\nchip: two\ndevices: 8\npublished: []\n"), UsageError);
  EXPECT_THROW(load("title: t\nchip: one\ndevices: 0\npublished: []\n"), DataError);
  EXPECT_EQ(load("title: t\nchip: one\ndevices: 1\npublished: []\n").devices(), 1);
  EXPECT_THROW(load("title: t\nchip: one\ndevices: 8\npublished: []\nmore: 1\n"), DataError);
}

TEST(ShippedReference, HoldsThePublishedFiguresOfTheH20) {
  const std::filesystem::path root = STEELYARD_SOURCE_DIR;
  const ReferenceBaseline baseline = ReferenceBaseline::load(
      root / "results/baselines/h20.yaml", Catalogue::load(root / "results/chips"));
  EXPECT_EQ(baseline.chip().id, "nvidia-h20");
  EXPECT_EQ(baseline.devices(), 8);
  EXPECT_EQ(baseline.published().size(), 22U);
  for (const PublishedRow& row : baseline.published()) {
    EXPECT_EQ(row.confidence, Confidence::low);
    EXPECT_THAT(row.source, HasSubstr("https://"));
  }
  EXPECT_DOUBLE_EQ(matched(baseline, matmul_case("bf16", 10240, 1)).value, 142.25e12);
  EXPECT_DOUBLE_EQ(matched(baseline, matmul_case("bf16", 8192, 1)).value, 138.6e12);
  EXPECT_DOUBLE_EQ(matched(baseline, matmul_case("bf16", 1024, 1)).value, 95.12e12);
  EXPECT_DOUBLE_EQ(matched(baseline, matmul_case("tf32", 4096, 1)).value, 71.06e12);
  EXPECT_DOUBLE_EQ(matched(baseline, allreduce_case(1073741824, 1, 8)).value, 480e9);
  EXPECT_DOUBLE_EQ(matched(baseline, allreduce_case(8, 1, 8)).value, 450e9);
  EXPECT_DOUBLE_EQ(matched(baseline, matmul_case("int8", 4096, 1)).value, 296e12);
}

}  // namespace
}  // namespace steelyard::results
