#include "results/report/chip_rows.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>

#include "results/report/chips_text.hpp"

namespace steelyard::results {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

const Catalogue& shipped() {
  static const Catalogue catalogue =
      Catalogue::load(std::filesystem::path(STEELYARD_SOURCE_DIR) / "results/chips");
  return catalogue;
}

ChipRow row(const std::vector<ChipRow>& rows, ChipRowKind kind, const std::string& field) {
  const auto found = std::find_if(rows.begin(), rows.end(), [&](const ChipRow& each) {
    return each.row == kind && each.field == field;
  });
  EXPECT_NE(found, rows.end()) << field;
  return found == rows.end() ? ChipRow{} : *found;
}

auto count(const std::vector<ChipRow>& rows, ChipRowKind kind) {
  return std::count_if(rows.begin(), rows.end(),
                       [&](const ChipRow& each) { return each.row == kind; });
}

TEST(ChipRows, HoldEveryFigureWithItsSource) {
  const auto rows = chip_rows(shipped().find("h20"));
  const ChipRow peak = row(rows, ChipRowKind::figure, "dense peak, bf16");
  EXPECT_EQ(peak.value, "148");
  EXPECT_EQ(peak.unit, "TFLOP/s");
  EXPECT_EQ(peak.kind, "press");
  EXPECT_EQ(peak.confidence, "high");
  EXPECT_EQ(peak.verified, true);
  EXPECT_THAT(peak.note, HasSubstr("sparse figure 296"));
  EXPECT_THAT(peak.source, StartsWith("https://"));
  EXPECT_EQ(row(rows, ChipRowKind::figure, "dense peak, int8").unit, "TOP/s");
  EXPECT_EQ(row(rows, ChipRowKind::figure, "memory").unit, "GiB");
  EXPECT_EQ(row(rows, ChipRowKind::figure, "memory bandwidth").value, "4000");
  EXPECT_EQ(row(rows, ChipRowKind::figure, "interconnect, both directions").unit, "GB/s");
  EXPECT_EQ(row(rows, ChipRowKind::figure, "power").unit, "W");
  EXPECT_EQ(row(rows, ChipRowKind::statement, "status").value, "shipping");
  EXPECT_EQ(row(rows, ChipRowKind::statement, "memory type").value, "HBM3");
  EXPECT_EQ(row(rows, ChipRowKind::conflict, "tdp_w").value, "400");
  EXPECT_THAT(row(rows, ChipRowKind::conflict, "tdp_w").note, StartsWith("400 W kept"));
  EXPECT_EQ(count(rows, ChipRowKind::conflict), 6);
  EXPECT_EQ(count(rows, ChipRowKind::measurement), 12);
}

TEST(ChipRows, HoldPricesWithTheirDate) {
  const auto h20 = chip_rows(shipped().find("h20"));
  ASSERT_EQ(count(h20, ChipRowKind::price), 2);
  const ChipRow range = row(h20, ChipRowKind::price, "price of 2025-05");
  EXPECT_EQ(range.value, "10000 to 12000");
  EXPECT_EQ(range.unit, "USD");
  EXPECT_EQ(range.confidence, "medium");
  const auto h100 = chip_rows(shipped().find("h100-sxm"));
  EXPECT_EQ(h100[static_cast<std::size_t>(
                     std::find_if(h100.begin(), h100.end(),
                                  [](const ChipRow& each) { return each.unit == "USD/h"; }) -
                     h100.begin())]
                .value,
            "2.11");
}

TEST(ChipRows, SayWhichFormatAPeakIsOf) {
  Chip chip;
  chip.narrowed_f32 = Dtype::xf32;
  chip.fp8_fnuz = true;
  chip.dense_peak_tflops["tf32"] = {1, {.source = "s", .note = "a note"}};
  chip.dense_peak_tflops["fp8"] = {2, {.source = "s"}};
  const auto rows = chip_rows(chip);
  EXPECT_EQ(row(rows, ChipRowKind::figure, "dense peak, tf32").note, "a note; the format is xf32");
  EXPECT_EQ(row(rows, ChipRowKind::figure, "dense peak, fp8").note,
            "the formats are the FNUZ ones");
}

TEST(ChipRows, TellEstimatesAndWhatIsUnpublishedFromFigures) {
  const auto zhenwu = chip_rows(shipped().find("810e"));
  const ChipRow estimate = row(zhenwu, ChipRowKind::estimate, "bf16");
  EXPECT_EQ(estimate.value, "118.7");
  EXPECT_EQ(estimate.confidence, "low");
  const ChipRow unpublished =
      row(chip_rows(shipped().find("s60")), ChipRowKind::unpublished, "dense_peak_tflops");
  EXPECT_EQ(unpublished.value, "");
  EXPECT_EQ(unpublished.kind, "datasheet");
  EXPECT_EQ(name(ChipRowKind::unpublished), "not published");
}

Chip hostile_chip() {
  const std::string nasty = "=</details>|@who\x1b[2J\u202e";
  Chip chip;
  chip.id = chip.name = chip.vendor = chip.notes = chip.status.value = nasty;
  chip.status.from = Provenance{.source = nasty, .note = nasty};
  chip.conflicts = {{nasty, {{nasty, nasty}, {nasty, nasty}}, nasty}};
  chip.measured = {{nasty, 1, nasty, nasty, nasty}};
  chip.estimates = {{nasty, 1, nasty, Confidence::low, nasty}};
  chip.unpublished = {{nasty, {.source = nasty}}};
  chip.price = Price{.low = 1, .high = 2, .currency = nasty, .date = nasty, .source = nasty};
  return chip;
}

TEST(ChipsMarkdown, LetsNothingOfAFileActOnThePage) {
  for (const std::string& text :
       {chip_markdown(hostile_chip()), chips_markdown(Catalogue({hostile_chip()}))}) {
    EXPECT_THAT(text, Not(HasSubstr("</details>")));
    EXPECT_THAT(text, Not(HasSubstr("@who")));
    EXPECT_THAT(text, Not(HasSubstr("\x1b")));
    EXPECT_THAT(text, Not(HasSubstr("\u202e")));
    EXPECT_THAT(text, HasSubstr("&lt;/details&gt;\\|\\@&#8203;who\\\\x1b\\[2J\\\\u202e"));
  }
}

TEST(ChipsCsv, LetsNoFormulaOrControlCharacterThrough) {
  const std::string text = chip_csv(hostile_chip());
  EXPECT_THAT(text, Not(HasSubstr(",=")));
  EXPECT_THAT(text, Not(HasSubstr("\x1b")));
  EXPECT_THAT(text, HasSubstr("'=</details>|@who\\x1b[2J\\u202e,estimate,"));
}

TEST(ChipsCsv, HasTheSameTitlesForOneAndAll) {
  const std::string titles = "chip,row,field,value,unit,kind,confidence,verified,note,source\r\n";
  EXPECT_THAT(chip_csv(shipped().find("h20")), StartsWith(titles));
  const std::string all = chips_csv(shipped());
  EXPECT_THAT(all, StartsWith(titles));
  EXPECT_THAT(all, HasSubstr("nvidia-h20,figure,power,400,W,press,high,true,,https://"));
  EXPECT_THAT(all, HasSubstr(chip_csv(shipped().find("h20")).substr(titles.size())));
}

TEST(ChipsMarkdown, HasATableForEachKindOfRow) {
  const std::string h20 = chip_markdown(shipped().find("h20"));
  EXPECT_THAT(h20, StartsWith("## NVIDIA H20 SXM 96GB (nvidia-h20)\n\n### Figures\n\n| field |"));
  EXPECT_THAT(h20, HasSubstr("| power | 400 W | press, confidence high, verified: https\\://"));
  EXPECT_THAT(h20, HasSubstr("\n### Prices\n"));
  EXPECT_THAT(h20, HasSubstr("\n### What sources disagree on\n"));
  EXPECT_THAT(h20, HasSubstr("\n### Published measurements\n"));
  EXPECT_THAT(h20, Not(HasSubstr("Estimates")));
  EXPECT_THAT(chip_markdown(shipped().find("s60")), HasSubstr("\n### Known not to be published\n"));
  EXPECT_THAT(chip_markdown(shipped().find("810e")), HasSubstr("\n### Estimates on record"));
}

TEST(ChipsMarkdown, ListsAllChips) {
  const std::string text = chips_markdown(shipped());
  EXPECT_THAT(text, StartsWith("| chip | status | fp32 |"));
  EXPECT_THAT(text, HasSubstr("| nvidia-h20 | shipping | 44 | 148 | 148 | 296 | 296 | 96 | 4000 | "
                              "900 | 400 |\n"));
  EXPECT_THAT(text, HasSubstr("| huawei-ascend-910b | shipping | ? | 353.9 | 353.9 | ? | \\~707.8 "
                              "| 64 | 1600 | 392 | \\~400 |\n"));
}

}  // namespace
}  // namespace steelyard::results
