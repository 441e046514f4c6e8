#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <initializer_list>

#include "results/report/chip_rows.hpp"
#include "results/report/chips_text.hpp"
#include "results/report/markdown.hpp"

namespace steelyard::results {
namespace {

constexpr std::array<std::string_view, 5> listed_dtypes{"fp32", "bf16", "fp16", "fp8", "int8"};

std::string number(const Figure* figure) {
  if (figure == nullptr) return "?";
  // The sign of low confidence would strike text out if it stood for itself.
  return fmt::format("{}{:g}", figure->from.confidence == Confidence::low ? "\\~" : "",
                     figure->value);
}

std::vector<std::string> list_row(const Chip& chip) {
  std::vector<std::string> cells{markdown(chip.id), markdown(chip.status.value)};
  for (const std::string_view dtype : listed_dtypes) {
    const auto peak = chip.dense_peak_tflops.find(dtype);
    cells.push_back(number(peak == chip.dense_peak_tflops.end() ? nullptr : &peak->second));
  }
  for (const auto* figure :
       {&chip.memory_gib, &chip.memory_bandwidth_gb_s, &chip.interconnect_gb_s, &chip.tdp_watts}) {
    cells.push_back(number(*figure ? &**figure : nullptr));
  }
  return cells;
}

/// "press, confidence high, verified, a note: https://..."
std::string source(const ChipRow& row) {
  std::string out = row.kind + (row.kind.empty() ? "" : ", ") + "confidence " + row.confidence;
  if (row.verified) out += *row.verified ? ", verified" : ", not verified";
  if (!row.note.empty()) out += ", " + row.note;
  return out + ": " + row.source;
}

std::string table(const std::vector<ChipRow>& rows, const std::string& title,
                  std::initializer_list<ChipRowKind> kinds) {
  std::string out;
  for (const ChipRow& row : rows) {
    if (std::find(kinds.begin(), kinds.end(), row.row) == kinds.end()) continue;
    const std::string value = row.value + (row.unit.empty() ? "" : " " + row.unit);
    out += markdown_row({markdown(row.field), markdown(value), markdown(source(row))});
  }
  if (out.empty()) return "";
  return fmt::format("\n### {}\n\n{}{}", title, markdown_head({"field", "value", "source"}), out);
}

}  // namespace

std::string chips_markdown(const Catalogue& catalogue) {
  std::vector<std::string> titles{"chip", "status"};
  for (const std::string_view dtype : listed_dtypes) titles.emplace_back(dtype);
  for (const char* title : {"GiB", "GB/s", "link GB/s", "W"}) titles.emplace_back(title);
  std::string out = markdown_head(titles, 2);
  for (const Chip& chip : catalogue.chips()) out += markdown_row(list_row(chip));
  return out +
         "\nDense peaks in TFLOP/s (int8: TOP/s), memory in GiB and GB/s, link per chip in both "
         "directions together. ? unknown, \\~ low confidence.\n";
}

std::string chip_markdown(const Chip& chip) {
  std::string out =
      fmt::format("## {} {} ({})\n", markdown(chip.vendor), markdown(chip.name), markdown(chip.id));
  const auto rows = chip_rows(chip);
  out += table(rows, "Figures", {ChipRowKind::statement, ChipRowKind::figure});
  out += table(rows, "Known not to be published", {ChipRowKind::unpublished});
  out += table(rows, "Prices", {ChipRowKind::price});
  out += table(rows, "What sources disagree on", {ChipRowKind::conflict});
  out += table(rows, "Estimates on record, never used as figures", {ChipRowKind::estimate});
  out += table(rows, "Published measurements", {ChipRowKind::measurement});
  if (!chip.notes.empty()) out += "\n" + markdown(chip.notes) + "\n";
  return out;
}

}  // namespace steelyard::results
