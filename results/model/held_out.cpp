#include "results/model/held_out.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "harness/core/model/card_figures.hpp"
#include "harness/core/statistics/quantiles.hpp"
#include "results/model/card_of_chip.hpp"

namespace steelyard::results {
namespace {

constexpr double side = 8192;
constexpr int server = 8;
constexpr double message_bytes = 16.0 * 1024 * 1024 * 1024;

/// The published figures of one row, gathered.
struct Published {
  std::vector<double> values;
  std::string source;
  Confidence confidence = Confidence::high;

  void add(const Measurement& measurement, double value) {
    values.push_back(value);
    source +=
        fmt::format("{}{}: {}", source.empty() ? "" : "; ", measurement.what, measurement.source);
    confidence = std::min(confidence, measurement.confidence);
  }
};

Published published_gemm(const Chip& chip, std::string_view key) {
  Published found;
  for (const Measurement& each : chip.measured) {
    if (each.gemm && each.gemm->dtype == key && !each.gemm->least) {
      found.add(each, each.gemm->tflops * 1e12);
    }
  }
  return found;
}

std::optional<HeldOutRow> gemm_row(const Catalogue& catalogue, const Chip& chip) {
  for (const Dtype dtype : {Dtype::bf16, Dtype::fp16}) {
    const std::string_view key = *peak_key(dtype);
    const Published found = published_gemm(chip, key);
    if (found.values.empty() || !chip.dense_peak_tflops.contains(key)) continue;
    CardOptions options;
    options.evidence = Evidence::others;
    const ModelCard card = card_of_chip(catalogue, chip, options);
    const double operations = 2 * side * side * side;
    const double seconds = roofline_seconds(
        operations, 3 * side * side * static_cast<double>(size_of(dtype)), *gemm_roof(card, dtype));
    return HeldOutRow{chip.id,
                      std::string(name(dtype)),
                      operations / seconds,
                      median(found.values),
                      card.find(gemm_efficiency_figure(dtype))->origin,
                      found.source,
                      found.confidence};
  }
  return std::nullopt;
}

std::optional<HeldOutRow> all_reduce_row(const Catalogue& catalogue, const Chip& chip,
                                         bool in_switch) {
  Published found;
  for (const Measurement& each : chip.measured) {
    if (each.all_reduce && each.all_reduce->devices == server &&
        each.all_reduce->in_switch == in_switch) {
      found.add(each, each.all_reduce->busbw_gb_s * 1e9);
    }
  }
  const auto link = one_way_link_bytes_per_second(chip);
  if (found.values.empty() || !chip.topology || !link) return std::nullopt;
  const bool can = *chip.topology == Topology::reducing_switch;
  const Topology topology = can && !in_switch ? Topology::switched : *chip.topology;
  const Efficiency efficiency = link_efficiency(catalogue, chip, topology, Evidence::others);
  const Fabric fabric{0, {topology, chip.joined, *link * efficiency.value, 0}, std::nullopt};
  return HeldOutRow{
      chip.id,
      fmt::format("{}{}", name(*chip.topology), can && !in_switch ? ", as switch" : ""),
      all_reduce_busbw(fabric, server, message_bytes),
      median(found.values),
      efficiency.origin,
      found.source,
      found.confidence};
}

}  // namespace

HeldOut held_out(const Catalogue& catalogue) {
  HeldOut result;
  for (const Chip& chip : catalogue.chips()) {
    if (auto row = gemm_row(catalogue, chip)) result.gemm.push_back(*std::move(row));
    for (const bool in_switch : {true, false}) {
      if (auto row = all_reduce_row(catalogue, chip, in_switch)) {
        result.all_reduce.push_back(*std::move(row));
      }
    }
  }
  return result;
}

}  // namespace steelyard::results
