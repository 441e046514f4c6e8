#include "results/report/chips_text.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <array>

#include "results/report/chip_rows.hpp"
#include "results/report/plain_text.hpp"

namespace steelyard::results {
namespace {

constexpr std::size_t id_columns = 24;
constexpr std::size_t number_columns = 9;
constexpr std::array<std::string_view, 5> listed_dtypes{"fp32", "bf16", "fp16", "fp8", "int8"};

std::string number(const Figure* figure) {
  if (figure == nullptr) return "?";
  return fmt::format("{}{:g}", figure->from.confidence == Confidence::low ? "~" : "",
                     figure->value);
}

const Figure* peak(const Chip& chip, std::string_view dtype) {
  const auto found = chip.dense_peak_tflops.find(dtype);
  return found == chip.dense_peak_tflops.end() ? nullptr : &found->second;
}

const Figure* pointer(const std::optional<Figure>& figure) { return figure ? &*figure : nullptr; }

std::string list_line(const Chip& chip) {
  std::string out = padded(plain(chip.id), id_columns);
  for (const std::string_view dtype : listed_dtypes) {
    out += padded_left(number(peak(chip, dtype)), number_columns);
  }
  for (const auto* figure :
       {&chip.memory_gib, &chip.memory_bandwidth_gb_s, &chip.interconnect_gb_s, &chip.tdp_watts}) {
    out += padded_left(number(pointer(*figure)), number_columns);
  }
  return out + "  " + plain(chip.status.value) + "\n";
}

/// "verified" where the source was read for the catalogue.
std::string_view verified(bool read) { return read ? "verified" : "not verified"; }

std::string provenance(const Provenance& from) {
  return fmt::format("{}, confidence {}, {}{}: {}", name(from.kind), name(from.confidence),
                     verified(from.verified), from.note.empty() ? "" : ", " + from.note,
                     from.source);
}

std::string fact(std::string_view label, const std::string& value) {
  return wrapped(fmt::format("{}: {}", label, plain(value)), 2);
}

std::string fact(std::string_view label, const Figure& figure, std::string_view unit) {
  return fact(label, fmt::format("{:g} {}", figure.value, unit)) +
         wrapped(plain(provenance(figure.from)), 6);
}

std::string fact(std::string_view label, const Statement& statement) {
  std::string out = fact(label, statement.value);
  if (statement.from) out += wrapped(plain(provenance(*statement.from)), 6);
  return out;
}

std::string optional_fact(std::string_view label, const std::string& value) {
  return value.empty() ? "" : fact(label, value);
}

std::string optional_fact(std::string_view label, const std::optional<Figure>& figure,
                          std::string_view unit) {
  return figure ? fact(label, *figure, unit) : fact(label, "unknown");
}

std::string price_lines(const Price& price) {
  std::string out = fact("price", fmt::format("{:g} to {:g} {} ({})", price.low, price.high,
                                              price.currency, price.date));
  if (price.usd) out += wrapped(fmt::format("taken as {:g} USD", *price.usd), 6);
  if (price.usd_per_hour) {
    out += wrapped(fmt::format("taken as {:g} USD per hour", *price.usd_per_hour), 6);
  }
  const std::string kind = price.kind ? std::string(name(*price.kind)) + ", " : "";
  std::string note = price.verified ? fmt::format(", {}", verified(*price.verified)) : "";
  if (!price.note.empty()) note += ", " + price.note;
  return out + wrapped(plain(fmt::format("{}confidence {}{}: {}", kind, name(price.confidence),
                                         note, price.source)),
                       6);
}

/// " (xf32)": of which format a peak is, where it is not the usual one.
std::string format_note(const Chip& chip, std::string_view peak) {
  if (peak == "tf32" && chip.narrowed_f32 != Dtype::tf32) {
    return fmt::format(" ({})", name(chip.narrowed_f32));
  }
  return peak == "fp8" && chip.fp8_fnuz ? " (FNUZ)" : "";
}

/// What a reader should know before any figure of this chip is used.
std::string doubts(const Chip& chip) {
  std::size_t all = 0;
  std::size_t low = 0;
  std::size_t unread = 0;
  for (const ChipRow& row : chip_rows(chip)) {
    if (row.row != ChipRowKind::figure) continue;
    ++all;
    if (row.confidence == name(Confidence::low)) ++low;
    if (row.verified == false) ++unread;
  }
  std::vector<std::string> parts;
  if (low > 0) parts.push_back(fmt::format("{} of {} figures of low confidence", low, all));
  if (unread > 0) parts.push_back(fmt::format("{} of {} figures not verified", unread, all));
  if (!chip.conflicts.empty()) {
    parts.push_back("sources disagree on " + counted(chip.conflicts.size(), "point"));
  }
  if (chip.dense_peak_tflops.empty()) parts.emplace_back("no dense peak is known");
  if (parts.empty()) return "";
  return wrapped(fmt::format("! {}", fmt::join(parts, "; ")), 2);
}

constexpr std::string_view legend =
    "verified: the source was read for this catalogue; not verified: it is quoted at second hand. "
    "Confidence is low for single reports, rumours and arithmetic on hints; a limit of low "
    "confidence condemns no measurement. An estimate is never used as a figure.";

std::string figures(const Chip& chip) {
  std::string out = "\nFigures\n";
  if (chip.chips_per_system > 1) {
    out += wrapped(fmt::format("peaks, memory and power are those of a system of {} chips",
                               chip.chips_per_system),
                   2);
  }
  for (const auto& [dtype, figure] : chip.dense_peak_tflops) {
    out += fact("dense peak, " + dtype + format_note(chip, dtype), figure,
                dtype == "int8" ? "TOP/s" : "TFLOP/s");
  }
  if (chip.dense_peak_tflops.empty()) out += fact("dense peaks", "unknown");
  out += optional_fact("memory", chip.memory_gib, "GiB");
  if (chip.memory_type) out += fact("memory type", *chip.memory_type);
  out += optional_fact("memory bandwidth", chip.memory_bandwidth_gb_s, "GB/s");
  out += fact("interconnect", chip.interconnect);
  if (chip.topology) {
    out += fact("topology", fmt::format("{} of {} chips", name(*chip.topology), chip.joined));
  }
  out += optional_fact("interconnect, both directions", chip.interconnect_gb_s, "GB/s");
  out += optional_fact("network per chip", chip.nic_gbit_s, "Gbit/s");
  out += optional_fact("core clock of the peaks", chip.peak_clock_mhz, "MHz");
  out += optional_fact("power", chip.tdp_watts, "W");
  if (chip.price) out += price_lines(*chip.price);
  for (const auto& [field, from] : chip.unpublished) {
    out += fact(field, "not published") + wrapped(plain(provenance(from)), 6);
  }
  return out;
}

std::string conflicts(const Chip& chip) {
  if (chip.conflicts.empty()) return "";
  std::string out = "\nWhat sources disagree on\n";
  for (const Conflict& conflict : chip.conflicts) {
    out += wrapped(plain(conflict.field), 2);
    for (const Conflict::Claim& claim : conflict.claims) {
      out += wrapped(plain(fmt::format("{} ({}, confidence {}: {})", claim.value, name(claim.kind),
                                       name(claim.confidence), claim.source)),
                     4);
    }
    if (!conflict.resolution.empty()) {
      out += wrapped("resolution: " + plain(conflict.resolution), 4);
    }
  }
  return out;
}

std::string reports(const Chip& chip) {
  std::string out;
  if (!chip.estimates.empty()) out += "\nEstimates on record, never used as figures\n";
  for (const Estimate& estimate : chip.estimates) {
    out += wrapped(
        plain(fmt::format("{}: {:g} (confidence {}{}: {})", estimate.field, estimate.value,
                          name(estimate.confidence),
                          estimate.note.empty() ? "" : ", " + estimate.note, estimate.source)),
        2);
  }
  if (!chip.measured.empty()) out += "\nPublished measurements\n";
  for (const Measurement& each : chip.measured) {
    out += wrapped(plain(fmt::format("{}: {:g} {}{}", each.what, each.value, each.unit,
                                     each.note.empty() ? "" : " (" + each.note + ")")),
                   2) +
           wrapped(plain(fmt::format("confidence {}: {}", name(each.confidence), each.source)), 6);
  }
  return out;
}

}  // namespace

std::string chips_text(const Catalogue& catalogue) {
  std::string out = padded("chip", id_columns);
  for (const std::string_view dtype : listed_dtypes) out += padded_left(dtype, number_columns);
  for (const std::string_view column : {"GiB", "GB/s", "link", "W"}) {
    out += padded_left(column, number_columns);
  }
  out += "  status\n";
  for (const Chip& chip : catalogue.chips()) out += list_line(chip);
  out += "\n";
  out += wrapped(
      "Dense peaks in TFLOP/s (int8: TOP/s), memory in GiB and GB/s, link in GB/s per chip in both "
      "directions together, power in W. ? unknown, ~ low confidence. `steelyard chips CHIP` shows "
      "every source and what sources disagree on.",
      0);
  return out;
}

std::string chip_text(const Chip& chip) {
  std::string out = wrapped(plain(fmt::format("{} {} ({})", chip.vendor, chip.name, chip.id)), 0);
  out += doubts(chip);
  out += optional_fact("also known as", fmt::format("{}", fmt::join(chip.aliases, ", ")));
  out += fact("status", chip.status) + optional_fact("status note", chip.status_note);
  out += fact("year", chip.year) + fact("form", chip.form);
  out += fact("architecture", chip.architecture);
  out += fact("runtime family", chip.runtime_family);
  out += optional_fact("runs software of",
                       fmt::format("{}", fmt::join(chip.runtime_compatibility, "; ")));
  out += fact("PyTorch device", chip.torch_device);
  out += optional_fact("PyTorch device note", chip.torch_device_note);
  out += optional_fact("PyTorch plug-in", chip.torch_plugin);
  out += optional_fact("related chips", fmt::format("{}", fmt::join(chip.related_ids, ", ")));
  out += figures(chip) + conflicts(chip) + reports(chip);
  if (!chip.notes.empty()) out += "\nNotes\n" + wrapped(plain(chip.notes), 2);
  return out + "\n" + wrapped(legend, 0);
}

}  // namespace steelyard::results
