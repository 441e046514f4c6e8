#include "harness/core/model/card_figures.hpp"

namespace steelyard {

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

Fabric fabric_of(const ModelCard& card) {
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

}  // namespace steelyard
