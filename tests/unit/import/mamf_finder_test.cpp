#include "results/import/mamf_finder.hpp"

#include <gmock/gmock.h>

#include "tests/unit/import/samples.hpp"

namespace steelyard::results::import {
namespace {

using testing::ElementsAre;

Reading read(const std::string& text) { return read_mamf_finder(text, {}); }

TEST(MamfFinder, ReadsTheBestShapeOfTheFirstVersions) {
  const Reading reading = read(sample("mamf_finder_v1.txt"));
  EXPECT_THAT(names(reading), ElementsAre("matmul:dtype=bf16,m=11264,n=19712,k=1536"));
  const CaseRecord& record = reading.cases[0];
  const double flops = 2.0 * 11264 * 19712 * 1536;
  EXPECT_DOUBLE_EQ(record.work.flops, flops);
  EXPECT_DOUBLE_EQ(record.work.bytes_moved,
                   2.0 * (11264.0 * 1536 + 1536.0 * 19712 + 11264.0 * 19712));
  EXPECT_DOUBLE_EQ(record.visits[0].samples[0], flops / 821.0e12);
  EXPECT_EQ(record.data_pattern, "mamf-finder, fastest");
  EXPECT_EQ(record.verification.state, VerificationState::not_verified);
  EXPECT_EQ(reading.ranks[0].product, "NVIDIA GH200 480GB");
  EXPECT_EQ(reading.software.at("torch"), "2.4.0a0+f70bd71a48.nv24.06");
  EXPECT_EQ(reading.software.at("measured"), "2024-08-09 04:29:14");
}

TEST(MamfFinder, ReadsTheMedianOfEachShape) {
  const Reading reading = read(sample("mamf_finder_v2.txt"));
  EXPECT_THAT(names(reading), ElementsAre("matmul:dtype=bf16,m=1024,n=4096,k=4096",
                                          "matmul:dtype=bf16,m=2048,n=4096,k=4096"));
  EXPECT_DOUBLE_EQ(reading.cases[0].visits[0].samples[0], 2.0 * 1024 * 4096 * 4096 / 131.4e12);
  EXPECT_EQ(reading.cases[0].data_pattern, "mamf-finder, median, benchmark version 2");
  EXPECT_EQ(reading.version, "2");
  EXPECT_EQ(left_out(reading), 3U);
}

TEST(MamfFinder, ReadsTheSummaryAlone) {
  const Reading reading = read(
      "** Dtype: torch.float16\n"
      "mean:   1.0 TFLOPS @ 1x2x3 (MxNxK)\n"
      "median: 1.5 TFLOPS @ 4x5x6 (MxNxK)\n"
      "max:    2.0 TFLOPS @ 7x8x9 (MxNxK)\n"
      "MAMF (max achievable,  boost burst): 3.5 TFLOPS @ 10x11x12 (MxNxK)\n"
      "MSMF (max sustainable, saturated):   2.5 TFLOPS @ 10x11x12 (MxNxK)\n");
  EXPECT_THAT(names(reading),
              ElementsAre("matmul:dtype=fp16,m=4,n=5,k=6", "matmul:dtype=fp16,m=10,n=11,k=12",
                          "matmul:dtype=fp16,m=10,n=11,k=12"));
  EXPECT_EQ(reading.cases[1].data_pattern, "mamf-finder, MAMF");
  EXPECT_EQ(reading.cases[2].data_pattern, "mamf-finder, MSMF");
  EXPECT_EQ(left_out(reading), 2U);
}

TEST(MamfFinder, ReadsTheVersionBetween) {
  const Reading reading = read(
      "The best outcome was 800.1(max)/790.2(median) TFLOPS @ 100x200x300 (MxNxK) (tried 7 "
      "shapes)\n");
  ASSERT_EQ(reading.read, 1U);
  EXPECT_DOUBLE_EQ(reading.cases[0].visits[0].samples[0], 12e6 / 790.2e12);
  EXPECT_EQ(reading.cases[0].name, "matmul:m=100,n=200,k=300");
  EXPECT_EQ(reading.cases[0].work.bytes_moved, 0);
  EXPECT_EQ(reading.cases[0].data_pattern, "mamf-finder, median");
}

TEST(MamfFinder, LeavesOutWhatIsNoShapeOrRate) {
  for (const char* line :
       {"The best outcome was 8TFLOPS @ 1x2 (MxNxK)", "The best outcome was 8TFLOPS @ 0x2x3 (",
        "The best outcome was TFLOPS @ 1x2x3 (", "median: x TFLOPS @ 1x2x3 (MxNxK)",
        "other: 1.5 TFLOPS @ 1x2x3 (MxNxK)", "1 | | best: none",
        "1 | 3 TFLOPS @ 1x2xy | best:", "The best outcome was 8TFLOPS @ 9999999999x2x3 ("}) {
    const Reading reading = read(line);
    EXPECT_EQ(reading.read, 0U) << line;
    EXPECT_EQ(reason(reading), "a line without rate and shape") << line;
  }
  EXPECT_EQ(read("The best outcome was 0.5TFLOPS @ 100x200x300 (").read, 1U);
  EXPECT_EQ(reason(read("The best outcome was 0.0TFLOPS @ 1x2x3 (")), "a rate of 0");
}

TEST(MamfFinder, LongSearchesAreReadInPart) {
  std::string text;
  for (std::size_t i = 1; i <= most_cases; ++i) {
    text += std::to_string(i) + " | 5.0 TFLOPS @ " + std::to_string(i) + "x2x3 | best: x\n";
  }
  const Reading reading = read(text + "The best outcome was 9TFLOPS @ 99x99x99 (MxNxK)\n");
  EXPECT_EQ(reading.read, most_cases - 7);
  EXPECT_EQ(left_out(reading), 8U);
  EXPECT_EQ(reading.cases.back().name, "matmul:m=99,n=99,k=99");
}

TEST(MamfFinder, IsRecognised) {
  EXPECT_TRUE(is_mamf_finder(sample("mamf_finder_v1.txt")));
  EXPECT_TRUE(is_mamf_finder("median: 1.5 TFLOPS @ 4x5x6 (MxNxK)"));
  EXPECT_FALSE(is_mamf_finder("5 TFLOPS @ something"));
}

}  // namespace
}  // namespace steelyard::results::import
