#include "results/model/efficiency.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <functional>
#include <optional>
#include <utility>
#include <vector>

#include "harness/core/model/collective_time.hpp"
#include "harness/core/statistics/quantiles.hpp"

namespace steelyard::results {
namespace {

constexpr double large_message_bytes = 16.0 * 1024 * 1024 * 1024;

/// What one chip shows.
struct Shown {
  double value = 0;
  std::string origin;
  std::string source;
};
using Look = std::function<std::optional<Shown>(const Chip&)>;
using Kinship = std::function<bool(const Chip&)>;

std::optional<Shown> shown(const std::vector<double>& values, std::string origin,
                           std::string source) {
  if (values.empty()) return std::nullopt;
  return Shown{median(values), std::move(origin), std::move(source)};
}

/// Peaks, memory and bandwidth of a row stand for so many chips; measurements are of one.
double per_chip(const Chip& chip, double figure) { return figure / chip.chips_per_system; }

std::optional<Shown> gemm_of(const Chip& chip, std::string_view key, bool least) {
  const auto peak = chip.dense_peak_tflops.find(key);
  if (peak == chip.dense_peak_tflops.end()) return std::nullopt;
  std::vector<double> values;
  std::string source;
  for (const Measurement& each : chip.measured) {
    if (!each.gemm || each.gemm->dtype != key || each.gemm->least != least) continue;
    const double value = each.gemm->tflops / per_chip(chip, peak->second.value);
    if (value > 1) continue;
    values.push_back(value);
    source += fmt::format("{}{}: {:g} TFLOP/s ({})", source.empty() ? "" : "; ", each.what,
                          each.gemm->tflops, each.source);
  }
  return shown(values, least ? "acceptance limit" : "published measurement", source);
}

std::string_view twin(std::string_view key) {
  if (key == "bf16") return "fp16";
  return key == "fp16" ? "bf16" : "";
}

/// The chip's own word on multiplications in a type.
std::optional<Shown> own_gemm(const Chip& chip, std::string_view key) {
  if (auto same = gemm_of(chip, key, false)) return same;
  if (auto other = gemm_of(chip, twin(key), false)) {
    other->origin += fmt::format(" in {}", twin(key));
    return other;
  }
  if (auto limit = gemm_of(chip, key, true)) return limit;
  return gemm_of(chip, twin(key), true);
}

std::optional<Shown> own_gemm_in_any_type(const Chip& chip) {
  std::vector<double> values;
  for (const auto& [key, peak] : chip.dense_peak_tflops) {
    if (const auto one = gemm_of(chip, key, false)) values.push_back(one->value);
  }
  return shown(values, "", "");
}

std::optional<Shown> own_memory(const Chip& chip) {
  std::vector<double> values;
  std::string source;
  for (const Measurement& each : chip.measured) {
    if (!each.memory_gb_s || !chip.memory_bandwidth_gb_s) continue;
    const double value = *each.memory_gb_s / per_chip(chip, chip.memory_bandwidth_gb_s->value);
    if (value > 1) continue;
    values.push_back(value);
    source = fmt::format("{} ({})", each.what, each.source);
  }
  return shown(values, "published measurement", source);
}

/// The chip's own word on an all-reduce within a node: over most devices, in this topology.
std::optional<Shown> own_links(const Chip& chip, Topology topology) {
  const auto link = one_way_link_bytes_per_second(chip);
  if (!link || !chip.topology) return std::nullopt;
  std::optional<Shown> best;
  int devices = 0;
  for (const Measurement& each : chip.measured) {
    if (!each.all_reduce || each.all_reduce->devices > chip.joined) continue;
    Topology used = *chip.topology;
    if (used == Topology::reducing_switch && !each.all_reduce->in_switch) used = Topology::switched;
    if (used != topology || each.all_reduce->devices <= devices) continue;
    const Fabric lossless{0, {used, chip.joined, *link, 0}, std::nullopt};
    devices = each.all_reduce->devices;
    const double value = each.all_reduce->busbw_gb_s * 1e9 /
                         all_reduce_busbw(lossless, devices, large_message_bytes);
    if (value > 1) continue;
    best = Shown{value, "published measurement",
                 fmt::format("{}: busbw {:g} GB/s ({})", each.what, each.all_reduce->busbw_gb_s,
                             each.source)};
  }
  return best;
}

std::optional<Shown> own_network(const Chip& chip) {
  const auto link = one_way_link_bytes_per_second(chip);
  if (!link || !chip.topology || !chip.nic_gbit_s) return std::nullopt;
  for (const Measurement& each : chip.measured) {
    if (!each.all_reduce || each.all_reduce->devices <= chip.joined) continue;
    const Fabric lossless{0,
                          {*chip.topology, chip.joined, *link, 0},
                          Level{Topology::switched, 1, chip.nic_gbit_s->value * 1e9 / 8, 0}};
    const double value = each.all_reduce->busbw_gb_s * 1e9 /
                         all_reduce_busbw(lossless, each.all_reduce->devices, large_message_bytes);
    if (value > 1) continue;
    return Shown{value, "", ""};
  }
  return std::nullopt;
}

/// The median over the relatives that show something; nothing if none does.
std::optional<Efficiency> median_of(const Catalogue& catalogue, const Chip& chip,
                                    const std::string& whose, const Kinship& akin,
                                    const Look& look) {
  std::vector<double> values;
  std::vector<std::string> ids;
  for (const Chip& other : catalogue.chips()) {
    if (other.id == chip.id || !akin(other)) continue;
    if (const auto one = look(other)) {
      values.push_back(one->value);
      ids.push_back(other.id);
    }
  }
  if (values.empty()) return std::nullopt;
  return Efficiency{median(values), fmt::format("median of {}", whose),
                    fmt::format("{}", fmt::join(ids, ", "))};
}

/// Chips that the row names, vendor, runtime family, all: the first that show something.
std::optional<Efficiency> of_relatives(const Catalogue& catalogue, const Chip& chip,
                                       const Look& look, const std::string& detail) {
  const std::string& family = chip.runtime_family.value;
  const auto& related = chip.related_ids;
  const std::array<std::pair<std::string, Kinship>, 4> circles{{
      {"related chips",
       [&](const Chip& other) {
         return std::find(related.begin(), related.end(), other.id) != related.end();
       }},
      {chip.vendor, [&](const Chip& other) { return other.vendor == chip.vendor; }},
      {"runtime family " + family,
       [&](const Chip& other) { return other.runtime_family.value == family; }},
      {"all chips", [](const Chip&) { return true; }},
  }};
  for (const auto& [whose, akin] : circles) {
    if (auto found = median_of(catalogue, chip, whose + detail, akin, look)) return found;
  }
  return std::nullopt;
}

Efficiency assumed() {
  return {1, "assumed", "no measurement of any chip is known, so nothing is taken off"};
}

Efficiency of(const Shown& own) { return {own.value, own.origin, own.source}; }

}  // namespace

Efficiency gemm_efficiency(const Catalogue& catalogue, const Chip& chip, std::string_view peak,
                           Evidence evidence) {
  const Look in_type = [&](const Chip& one) { return own_gemm(one, peak); };
  if (evidence == Evidence::all) {
    if (const auto own = in_type(chip)) return of(*own);
  }
  if (auto found = of_relatives(catalogue, chip, in_type, "")) return *found;
  return of_relatives(catalogue, chip, own_gemm_in_any_type, ", any type").value_or(assumed());
}

Efficiency memory_efficiency(const Catalogue& catalogue, const Chip& chip) {
  if (const auto own = own_memory(chip)) return of(*own);
  return of_relatives(catalogue, chip, own_memory, "").value_or(assumed());
}

Efficiency link_efficiency(const Catalogue& catalogue, const Chip& chip, Topology topology,
                           Evidence evidence) {
  const Look alike = [&](const Chip& one) { return own_links(one, topology); };
  if (evidence == Evidence::all) {
    if (const auto own = alike(chip)) return of(*own);
  }
  const std::string detail = fmt::format(", {}", name(topology));
  if (auto found = of_relatives(catalogue, chip, alike, detail)) return *found;
  const Look any = [](const Chip& one) {
    return one.topology ? own_links(one, *one.topology) : std::nullopt;
  };
  return of_relatives(catalogue, chip, any, ", any topology").value_or(assumed());
}

Efficiency network_efficiency(const Catalogue& catalogue) {
  static const Chip nobody{};
  return median_of(
             catalogue, nobody, "all chips", [](const Chip&) { return true; }, own_network)
      .value_or(assumed());
}

}  // namespace steelyard::results
