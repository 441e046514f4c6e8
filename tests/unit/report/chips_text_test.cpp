#include "results/report/chips_text.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <nlohmann/json.hpp>
#include <sstream>

#include "results/report/plain_text.hpp"

namespace steelyard::results {
namespace {

using testing::HasSubstr;
using testing::Not;
using Json = nlohmann::json;

const Catalogue& shipped() {
  static const Catalogue catalogue =
      Catalogue::load(std::filesystem::path(STEELYARD_SOURCE_DIR) / "results/chips");
  return catalogue;
}

std::string line_of(const std::string& text, const std::string& beginning) {
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with(beginning)) return line;
  }
  return "";
}

void expect_fits(const std::string& text) {
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) EXPECT_LE(columns(line), 120U) << line;
}

TEST(ChipsText, HasALineForEachChip) {
  const std::string text = chips_text(shipped());
  EXPECT_EQ(
      line_of(text, "chip"),
      "chip                         fp32     bf16     fp16      fp8     int8      GiB     GB/s"
      "     link        W  status");
  EXPECT_EQ(
      line_of(text, "nvidia-h20 "),
      "nvidia-h20                     44      148      148      296      296       96     4000"
      "      900      400  shipping");
  EXPECT_EQ(
      line_of(text, "huawei-ascend-910b"),
      "huawei-ascend-910b              ?    353.9    353.9        ?   ~707.8       64     1600"
      "      392     ~400  shipping");
  for (const Chip& chip : shipped().chips()) EXPECT_NE(line_of(text, chip.id), "") << chip.id;
  expect_fits(text);
}

TEST(ChipText, ShowsSourcesConflictsAndMeasurements) {
  const std::string text = chip_text(shipped().find("h20"));
  EXPECT_THAT(text, testing::StartsWith("NVIDIA H20 SXM 96GB (nvidia-h20)\n"
                                        "  ! sources disagree on 3 points\n"));
  EXPECT_THAT(text, HasSubstr("  also known as: H20, H20-96G, HGX H20\n"));
  EXPECT_THAT(
      text,
      HasSubstr("  dense peak, bf16: 148 TFLOP/s\n      press, confidence high, verified, NVIDIA "
                "gives the sparse figure 296; 148 is dense:"));
  EXPECT_THAT(text, HasSubstr("  dense peak, int8: 296 TOP/s\n"));
  EXPECT_THAT(text, HasSubstr("  memory: 96 GiB\n"));
  EXPECT_THAT(text, HasSubstr("  memory bandwidth: 4000 GB/s\n"));
  EXPECT_THAT(text, HasSubstr("  interconnect, both directions: 900 GB/s\n"));
  EXPECT_THAT(text, HasSubstr("  network per chip: unknown\n"));
  EXPECT_THAT(text, HasSubstr("  power: 400 W\n"));
  EXPECT_THAT(text, HasSubstr("  price: 10000 to 12000 USD (2025-05)\n      taken as 11000 USD\n"
                              "      confidence medium: Reuters"));
  EXPECT_THAT(text,
              HasSubstr("What sources disagree on\n  tdp_w\n    400 (press, confidence high:"));
  EXPECT_THAT(text, HasSubstr("    resolution: 400 W kept; 550 W appears only"));
  EXPECT_THAT(text,
              HasSubstr("Published measurements\n  fp16 square matmul, PyTorch: 142.09 TFLOPS\n"));
  EXPECT_THAT(text, HasSubstr("Notes\n  Baseline of the project."));
  EXPECT_THAT(text, Not(HasSubstr("Estimates")));
}

TEST(ChipText, ShowsWhatIsUnknownEstimatedOrOfASystem) {
  const std::string zhenwu = chip_text(shipped().find("810e"));
  EXPECT_THAT(zhenwu, HasSubstr("  dense peaks: unknown\n"));
  EXPECT_THAT(zhenwu, HasSubstr("; no dense peak is known\n"));
  EXPECT_THAT(zhenwu, HasSubstr("never used as figures\n  bf16: 118.7 (confidence low, "));
  const std::string rack = chip_text(shipped().find("nvl72"));
  EXPECT_THAT(rack, HasSubstr("those of a system of 72 chips"));
  EXPECT_THAT(chip_text(shipped().find("s60")),
              HasSubstr("  dense_peak_tflops: not published\n      datasheet, confidence high"));
  EXPECT_THAT(chip_text(shipped().find("h100")), HasSubstr("taken as 2.11 USD per hour"));
}

TEST(ChipText, FitsIn120Columns) {
  for (const Chip& chip : shipped().chips()) expect_fits(chip_text(chip));
}

TEST(ChipText, EscapesWhatAFileMaySay) {
  Chip chip;
  chip.id = chip.name = chip.vendor = chip.notes = chip.status.value = "\x1b[2J";
  chip.aliases = {"\x07"};
  chip.conflicts = {{"\x1b", {{"\x1b", "\x1b"}, {"\x1b", "\x1b"}}, "\x1b"}};
  chip.measured = {{"\x1b", 1, "\x1b", "\x1b", "\x1b"}};
  chip.estimates = {{"\x1b", 1, "\x1b", Confidence::low, "\x1b"}};
  chip.price = Price{.low = 1, .high = 2, .currency = "\x1b", .date = "\x1b", .source = "\x1b"};
  for (const std::string& text : {chip_text(chip), chips_text(Catalogue({chip}))}) {
    EXPECT_THAT(text, Not(HasSubstr("\x1b")));
    EXPECT_THAT(text, Not(HasSubstr("\x07")));
  }
}

TEST(ChipsJson, HoldsEveryChip) {
  const Json json = Json::parse(chips_json(shipped()));
  ASSERT_EQ(json.size(), 43U);
  EXPECT_EQ(json[0]["id"], "alibaba-zhenwu-810e");
}

TEST(ChipJson, HasTheKeysOfTheCatalogue) {
  const Json h20 = Json::parse(chip_json(shipped().find("h20")));
  EXPECT_EQ(h20["vendor"], "NVIDIA");
  EXPECT_EQ(h20["aliases"][1], "H20-96G");
  EXPECT_EQ(h20["status"]["value"], "shipping");
  EXPECT_EQ(h20["year"], "2024");
  EXPECT_EQ(h20["dense_peak_tflops"]["bf16"]["value"], 148);
  EXPECT_EQ(h20["dense_peak_tflops"]["bf16"]["kind"], "press");
  EXPECT_EQ(h20["dense_peak_tflops"]["bf16"]["confidence"], "high");
  EXPECT_EQ(h20["dense_peak_tflops"]["bf16"]["verified"], true);
  EXPECT_THAT(h20["dense_peak_tflops"]["bf16"]["note"], HasSubstr("sparse"));
  EXPECT_THAT(h20["dense_peak_tflops"]["bf16"]["source"], HasSubstr("https://"));
  EXPECT_EQ(h20["memory_gib"]["value"], 96);
  EXPECT_EQ(h20["memory_bandwidth_gb_s"]["value"], 4000);
  EXPECT_EQ(h20["interconnect"]["per_chip_bidirectional_gb_s"]["value"], 900);
  EXPECT_EQ(h20["tdp_w"]["value"], 400);
  EXPECT_EQ(h20["price"]["usd"], 11000);
  EXPECT_EQ(h20["price"]["low"], 10000);
  EXPECT_EQ(h20["price"]["high"], 12000);
  EXPECT_EQ(h20["price"]["currency"], "USD");
  EXPECT_EQ(h20["price"]["date"], "2025-05");
  EXPECT_EQ(h20["price"]["confidence"], "medium");
  EXPECT_EQ(h20["conflicts"].size(), 3U);
  EXPECT_EQ(h20["conflicts"][0]["values"][1]["value"], "550");
  EXPECT_EQ(h20["measured"].size(), 12U);
  EXPECT_EQ(h20["measured"][1]["gemm"]["dtype"], "bf16");
  EXPECT_EQ(h20["measured"][1]["gemm"]["tflops"], 142.25);
  EXPECT_EQ(h20["measured"][1]["gemm"]["least"], false);
  EXPECT_EQ(h20["measured"][6]["memory_gb_s"], 3400);
  EXPECT_EQ(h20["measured"][10]["allreduce"]["devices"], 8);
  EXPECT_EQ(h20["measured"][10]["allreduce"]["busbw_gb_s"], 480);
  EXPECT_EQ(h20["measured"][10]["allreduce"]["in_switch"], true);
  EXPECT_EQ(h20["interconnect"]["topology"], "reducing-switch");
  EXPECT_EQ(h20["interconnect"]["joined"], 8);
  EXPECT_FALSE(h20.contains("nic_per_chip_gbit_s"));
  const Json zhenwu = Json::parse(chip_json(shipped().find("810e")));
  EXPECT_EQ(zhenwu["estimates"]["bf16"]["value"], 118.7);
  const Json s60 = Json::parse(chip_json(shipped().find("s60")));
  EXPECT_EQ(s60["unpublished"]["dense_peak_tflops"]["kind"], "datasheet");
  const Json b40 = Json::parse(chip_json(shipped().find("b40")));
  EXPECT_EQ(b40["related_ids"].size(), 2U);
  EXPECT_EQ(b40["price"]["kind"], "rumour");
}

}  // namespace
}  // namespace steelyard::results
