#include "results/verdicts/claims/datasheets.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "harness/core/error.hpp"
#include "results/verdicts/claims/claim_bounds.hpp"

namespace steelyard::results {
namespace {

std::string full_name(const Chip& chip) { return fmt::format("{} {}", chip.vendor, chip.name); }

/// The peak of the system as a whole, whether that is one chip or many.
const Figure* system_peak(const Chip& chip, Dtype dtype) {
  const auto key = peak_key(dtype);
  const auto found = key ? chip.dense_peak_tflops.find(*key) : chip.dense_peak_tflops.end();
  return found == chip.dense_peak_tflops.end() ? nullptr : &found->second;
}

const Figure* pointer(const std::optional<Figure>& figure) { return figure ? &*figure : nullptr; }

/// A guess that is on record under `key`, to be told and not to be used; or "".
std::string estimate_of(const Chip& chip, std::string_view key) {
  for (const Estimate& estimate : chip.estimates) {
    if (estimate.field != key) continue;
    return fmt::format(" (an estimate of {} confidence, {:.6g}, is on record and not used)",
                       name(estimate.confidence), estimate.value);
  }
  return "";
}

/// Both figures of one kind, or which of them is not known.
void compare(DatasheetView& view, const std::string& what, std::string_view key,
             const std::string& unit, const Chip& chip, const Figure* of_chip, const Chip& to,
             const Figure* of_to) {
  for (const auto& [each, figure] : {std::pair{&chip, of_chip}, std::pair{&to, of_to}}) {
    if (figure != nullptr) continue;
    view.unknown.push_back(fmt::format("The {} of {} is not published{}.", what, full_name(*each),
                                       estimate_of(*each, key)));
  }
  if (of_chip == nullptr || of_to == nullptr) return;
  view.ratios.push_back({what, unit, of_chip->value, of_to->value, of_chip->from.source,
                         of_to->from.source, of_chip->from.confidence, of_to->from.confidence});
}

std::string words(const DatasheetRatio& ratio, const Chip& to) {
  const std::string confidence =
      ratio.chip_confidence == ratio.to_confidence
          ? fmt::format("{} confidence", name(ratio.chip_confidence))
          : fmt::format("{} and {} confidence", name(ratio.chip_confidence),
                        name(ratio.to_confidence));
  return fmt::format("{} {:.3g} x that of {} ({:.6g} against {:.6g} {}, {})", ratio.what,
                     ratio.ratio(), full_name(to), ratio.chip, ratio.to, ratio.unit, confidence);
}

/// What the ratio of the peaks alone would say to the claim, or "".
std::string on_the_peak(const Claim& claim, const DatasheetRatio& peak, const Chip& to) {
  const double ratio = peak.ratio();
  switch (claim.metric.kind) {
    case MetricKind::cost:
      return fmt::format(
          "; an hour of the chip could cost {:.3g} x that of {} if both reached the same share of "
          "it",
          ratio * claim.factor, full_name(to));
    case MetricKind::mixed:
      return fmt::format(
          "; work that is split evenly among as many of each goes at the pace of the slower, "
          "{:.3g} "
          "x the mean of both",
          std::min(1.0, ratio) / ((1 + ratio) / 2));
    case MetricKind::profile:
    case MetricKind::group:
    case MetricKind::single_case:
    case MetricKind::system_compute:
      break;
  }
  return fmt::format("; on the peak alone the claim {}",
                     bounds_of(claim).hold(ratio) ? "would hold" : "would not hold");
}

const Chip& chip_of(const Catalogue& catalogue, const std::string& id) {
  const Chip* chip = catalogue.find_exact(id);
  STEELYARD_ASSERT(chip != nullptr);
  return *chip;
}

}  // namespace

DatasheetView ask_datasheets(const Claim& claim, const Catalogue& catalogue) {
  const Chip& chip = chip_of(catalogue, claim.chip);
  const Chip& to = chip_of(catalogue, claim.to);
  const bool system = claim.metric.kind == MetricKind::system_compute;
  const auto peak = [&](const Chip& of) {
    return system ? system_peak(of, claim.dtype) : dense_peak(of, claim.dtype);
  };
  const auto memory = [&](const Chip& of) {
    return system ? pointer(of.memory_bandwidth_gb_s) : memory_bandwidth(of);
  };
  DatasheetView view;
  const std::string what = fmt::format("{} dense peak", name(claim.dtype));
  compare(view, what, peak_key(claim.dtype).value_or(""), "TFLOP/s", chip, peak(chip), to,
          peak(to));
  compare(view, "memory bandwidth", "memory_bandwidth_gb_s", "GB/s", chip, memory(chip), to,
          memory(to));
  compare(view, system ? "link bandwidth per device" : "link bandwidth",
          "interconnect.per_chip_bidirectional_gb_s", "GB/s", chip, pointer(chip.interconnect_gb_s),
          to, pointer(to.interconnect_gb_s));
  if (view.ratios.empty()) return view;
  std::vector<std::string> parts;
  for (const DatasheetRatio& ratio : view.ratios) parts.push_back(words(ratio, to));
  view.sentence = fmt::format("datasheets suggest {}", fmt::join(parts, ", "));
  if (view.ratios.front().what == what) {
    view.sentence += on_the_peak(claim, view.ratios.front(), to);
  }
  view.sentence += '.';
  return view;
}

}  // namespace steelyard::results
