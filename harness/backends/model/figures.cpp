#include "harness/backends/model/figures.hpp"

#include <fmt/format.h>

#include <array>
#include <cstdlib>

namespace steelyard::model {
namespace {

/// 148e12, "FLOP/s" -> "148 TFLOP/s".
std::string quantity(double value, std::string_view unit) {
  constexpr std::array prefixes{"", "k", "M", "G", "T", "P"};
  std::size_t thousands = 0;
  for (; value >= 1000 && thousands + 1 < prefixes.size(); ++thousands) value /= 1000;
  return fmt::format("{:.4g} {}{}", value, prefixes[thousands], unit);
}

}  // namespace

std::optional<ModelCard> card_of_environment() {
  const char* text = std::getenv(model_card_variable);
  if (text == nullptr || *text == '\0') return std::nullopt;
  return parse_model_card(text);
}

std::optional<Roof> gemm_roof(const ModelCard& card, Dtype dtype) {
  const double peak = card.value(peak_figure(dtype));
  if (peak <= 0) return std::nullopt;
  Roof roof = memory_roof(card).value_or(Roof{});
  roof.operations_per_second = peak * card.value(gemm_efficiency_figure(dtype));
  roof.launch_seconds = card.value(launch_figure);
  return roof;
}

std::optional<Roof> memory_roof(const ModelCard& card) {
  const double bandwidth = card.value(memory_bandwidth_figure);
  if (bandwidth <= 0) return std::nullopt;
  return Roof{.operations_per_second = 0,
              .bytes_per_second = bandwidth * card.value(memory_efficiency_figure),
              .launch_seconds = card.value(launch_figure)};
}

Fabric fabric(const ModelCard& card) {
  Fabric fabric;
  fabric.start_seconds = card.value(collective_start_figure);
  const double link = card.value(link_bandwidth_figure);
  if (link > 0) {
    fabric.node = {card.topology, card.joined, link * card.value(link_efficiency_figure),
                   card.value(link_latency_figure)};
  }
  const double nic = card.value(nic_bandwidth_figure);
  if (nic > 0) {
    fabric.network = Level{Topology::switched, 1, nic * card.value(nic_efficiency_figure),
                           card.value(nic_latency_figure)};
  }
  return fabric;
}

std::string limit_text(const ModelCard& card, std::string_view limit, std::string_view efficiency) {
  const ModelFigure* whole = card.find(limit);
  const ModelFigure* part = card.find(efficiency);
  if (whole == nullptr || part == nullptr) return fmt::format("{} unknown", limit);
  return fmt::format("{} ({}) x {:.3g} ({})", quantity(whole->value, whole->unit), whole->origin,
                     part->value, part->origin);
}

/// The ABI's numbers are those of the core.
std::size_t width(sy_dtype dtype) { return size_of(static_cast<Dtype>(dtype)); }

}  // namespace steelyard::model
