#include "results/report/chip_rows.hpp"

#include <fmt/format.h>

namespace steelyard::results {
namespace {

ChipRow row_of(ChipRowKind row, std::string field, std::string value, std::string unit,
               const Provenance& from) {
  return {.row = row,
          .field = std::move(field),
          .value = std::move(value),
          .unit = std::move(unit),
          .kind = std::string(name(from.kind)),
          .confidence = std::string(name(from.confidence)),
          .verified = from.verified,
          .note = from.note,
          .source = from.source};
}

std::string number(double value) { return fmt::format("{:g}", value); }

/// "rates of xf32": of which format a peak is, where it is not the usual one.
std::string format_note(const Chip& chip, std::string_view peak) {
  if (peak == "tf32" && chip.narrowed_f32 != Dtype::tf32) {
    return fmt::format("the format is {}", name(chip.narrowed_f32));
  }
  return peak == "fp8" && chip.fp8_fnuz ? "the formats are the FNUZ ones" : "";
}

void add(std::vector<ChipRow>& rows, const std::string& field, const Statement& statement) {
  if (!statement.from) return;
  rows.push_back(row_of(ChipRowKind::statement, field, statement.value, "", *statement.from));
}

void add(std::vector<ChipRow>& rows, const std::string& field, const std::optional<Figure>& figure,
         const std::string& unit) {
  if (!figure) return;
  rows.push_back(row_of(ChipRowKind::figure, field, number(figure->value), unit, figure->from));
}

void add_figures(std::vector<ChipRow>& rows, const Chip& chip) {
  for (const auto& [dtype, figure] : chip.dense_peak_tflops) {
    ChipRow row = row_of(ChipRowKind::figure, "dense peak, " + dtype, number(figure.value),
                         dtype == "int8" ? "TOP/s" : "TFLOP/s", figure.from);
    const std::string format = format_note(chip, dtype);
    if (!format.empty()) row.note += (row.note.empty() ? "" : "; ") + format;
    rows.push_back(std::move(row));
  }
  add(rows, "memory", chip.memory_gib, "GiB");
  if (chip.memory_type) add(rows, "memory type", *chip.memory_type);
  add(rows, "memory bandwidth", chip.memory_bandwidth_gb_s, "GB/s");
  add(rows, "interconnect", chip.interconnect);
  add(rows, "interconnect, both directions", chip.interconnect_gb_s, "GB/s");
  add(rows, "network per chip", chip.nic_gbit_s, "Gbit/s");
  add(rows, "power", chip.tdp_watts, "W");
  for (const auto& [field, from] : chip.unpublished) {
    rows.push_back(row_of(ChipRowKind::unpublished, field, "", "", from));
  }
}

ChipRow price_row(const Price& price, std::string value, std::string unit) {
  ChipRow row{.row = ChipRowKind::price,
              .field = "price of " + price.date,
              .value = std::move(value),
              .unit = std::move(unit),
              .kind = price.kind ? std::string(name(*price.kind)) : "",
              .confidence = std::string(name(price.confidence)),
              .verified = price.verified,
              .note = price.note,
              .source = price.source};
  return row;
}

void add_prices(std::vector<ChipRow>& rows, const Price& price) {
  rows.push_back(
      price_row(price, fmt::format("{:g} to {:g}", price.low, price.high), price.currency));
  if (price.usd) rows.push_back(price_row(price, number(*price.usd), "USD"));
  if (price.usd_per_hour) rows.push_back(price_row(price, number(*price.usd_per_hour), "USD/h"));
}

void add_conflicts(std::vector<ChipRow>& rows, const Chip& chip) {
  for (const Conflict& conflict : chip.conflicts) {
    for (const Conflict::Claim& claim : conflict.claims) {
      rows.push_back({.row = ChipRowKind::conflict,
                      .field = conflict.field,
                      .value = claim.value,
                      .unit = "",
                      .kind = std::string(name(claim.kind)),
                      .confidence = std::string(name(claim.confidence)),
                      .verified = {},
                      .note = conflict.resolution,
                      .source = claim.source});
    }
  }
}

void add_reports(std::vector<ChipRow>& rows, const Chip& chip) {
  for (const Estimate& each : chip.estimates) {
    rows.push_back({.row = ChipRowKind::estimate,
                    .field = each.field,
                    .value = number(each.value),
                    .unit = "",
                    .kind = "",
                    .confidence = std::string(name(each.confidence)),
                    .verified = {},
                    .note = each.note,
                    .source = each.source});
  }
  for (const Measurement& each : chip.measured) {
    rows.push_back({.row = ChipRowKind::measurement,
                    .field = each.what,
                    .value = number(each.value),
                    .unit = each.unit,
                    .kind = "",
                    .confidence = std::string(name(each.confidence)),
                    .verified = {},
                    .note = each.note,
                    .source = each.source});
  }
}

}  // namespace

std::string_view name(ChipRowKind kind) {
  switch (kind) {
    case ChipRowKind::figure:
      return "figure";
    case ChipRowKind::statement:
      return "statement";
    case ChipRowKind::unpublished:
      return "not published";
    case ChipRowKind::estimate:
      return "estimate";
    case ChipRowKind::conflict:
      return "conflict";
    case ChipRowKind::measurement:
      return "measurement";
    case ChipRowKind::price:
      return "price";
  }
  return "";
}

std::vector<ChipRow> chip_rows(const Chip& chip) {
  std::vector<ChipRow> rows;
  add(rows, "status", chip.status);
  add(rows, "year", chip.year);
  add(rows, "form", chip.form);
  add(rows, "architecture", chip.architecture);
  add(rows, "runtime family", chip.runtime_family);
  add_figures(rows, chip);
  if (chip.price) add_prices(rows, *chip.price);
  add_conflicts(rows, chip);
  add_reports(rows, chip);
  return rows;
}

}  // namespace steelyard::results
