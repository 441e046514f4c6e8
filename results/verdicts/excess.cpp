#include "results/verdicts/excess.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <map>

#include "results/verdicts/limits.hpp"

namespace steelyard::results {
namespace {

constexpr double tera = 1e12;
constexpr double giga = 1e9;
constexpr double bits_per_byte = 8;

/// What the catalogue must say of its source for a limit to condemn a measurement. The network is
/// that of the servers a chip is usually sold in, and others are built.
Confidence confidence_needed(PhysicalLimit of) {
  return of == PhysicalLimit::network ? Confidence::high : Confidence::medium;
}

std::string_view unit_of(PhysicalLimit of) {
  switch (of) {
    case PhysicalLimit::dense_peak:
      return "T operations/s";
    case PhysicalLimit::link:
    case PhysicalLimit::network:
      return "GB/s busbw";
    case PhysicalLimit::memory:
      return "GB/s through memory";
  }
  return "";
}

std::optional<Excess> held_against(const std::optional<Limit>& limit, double value) {
  if (!limit || value <= limit->value) return std::nullopt;
  const Provenance& from = *limit->from;
  const double scale = limit->of == PhysicalLimit::dense_peak ? tera : giga;
  Excess excess;
  excess.sentence =
      fmt::format("{:.4g} {} is above the limit {:.4g} of the {} ({}, confidence {}: {})",
                  value / scale, unit_of(limit->of), limit->value / scale, name(limit->of),
                  name(from.kind), name(from.confidence), from.source);
  excess.certain = from.confidence >= confidence_needed(limit->of);
  excess.of = limit->of;
  excess.value = value;
  excess.limit = limit->value;
  excess.source = from.source;
  return excess;
}

/// The switch adds only where all ranks get the sum. Other tools do not say which algorithm ran; it
/// may have been one that reduces there.
bool may_reduce_in_switch(const CaseRecord& record) {
  const bool not_said = record.method_version == 0 && record.algorithm.empty();
  return record.workload == "allreduce" && (not_said || reduces_in_switch(record.algorithm));
}

std::optional<Limit> peak_limit(const CaseRecord& record, const Chip& chip) {
  const Figure* peak = case_peak(record, chip);
  if (peak == nullptr) return std::nullopt;
  return Limit{PhysicalLimit::dense_peak, peak->value * tera, &peak->from};
}

std::optional<Limit> link_limit(const CaseRecord& record, const Chip& chip) {
  const auto link = one_way_link_bytes_per_second(chip);
  if (!link) return std::nullopt;
  return Limit{PhysicalLimit::link, busbw_limit(*link, record.ranks, may_reduce_in_switch(record)),
               &chip.interconnect_gb_s->from};
}

/// Only where it is on record how many chips the links join: else they may join all nodes.
std::optional<Limit> network_limit(const CaseRecord& record, const Chip& chip,
                                   const Placement& placement) {
  if (!chip.nic_gbit_s || !chip.topology || placement.most_on_a_node == 0) return std::nullopt;
  Crossing crossing;
  crossing.collective = record.workload;
  crossing.ranks = record.ranks;
  crossing.island = std::max(placement.most_on_a_node, chip.joined);
  crossing.bytes_per_second = chip.nic_gbit_s->value * giga / bits_per_byte;
  crossing.reduces_on_the_way = may_reduce_in_switch(record);
  const auto seconds = network_seconds_per_byte(crossing);
  if (!seconds) return std::nullopt;
  return Limit{PhysicalLimit::network, record.work.busbw_factor / *seconds, &chip.nic_gbit_s->from};
}

/// Caches may serve messages and what a case asks to be hot, so these are not held against memory.
std::optional<Limit> memory_limit(const CaseRecord& record, const Chip& chip) {
  const Figure* memory = memory_bandwidth(chip);
  const bool cached = record.work.message_bytes > 0 || asks_for_hot_cache(record);
  if (memory == nullptr || cached) return std::nullopt;
  return Limit{PhysicalLimit::memory, memory->value * giga, &memory->from};
}

/// The share of S that must leave an island on the average, summed over islands and divided by
/// their number. `islands` are as few as can hold all ranks, which is the weakest case.
std::optional<double> share_per_island(const Crossing& crossing, double islands) {
  const double n = crossing.ranks;
  const double elsewhere = (islands - 1) / islands;
  const std::map<std::string_view, double> shares{
      {"allreduce", crossing.reduces_on_the_way ? 1 : 2 * elsewhere},
      {"reduce_scatter", elsewhere},
      {"allgather", elsewhere},
      {"broadcast", 1},
      {"reduce", 1},
      {"gather", (n - crossing.island) / n},
      {"scatter", (n - crossing.island) / n}};
  if (const auto found = shares.find(crossing.collective); found != shares.end()) {
    return found->second;
  }
  if (crossing.collective != "alltoall") return std::nullopt;
  const int full = crossing.ranks / crossing.island;
  const double rest = crossing.ranks % crossing.island;
  const double staying =
      (full * static_cast<double>(crossing.island) * crossing.island + rest * rest) / n;
  return (n - staying) / islands;
}

}  // namespace

std::string_view name(PhysicalLimit limit) {
  constexpr std::array<std::string_view, 4> names{"dense peak", "link", "network", "memory"};
  return names[static_cast<std::size_t>(limit)];
}

Placement placement_of(const RunInfo& run) {
  std::map<std::string, int> ranks;
  for (const RankInfo& rank : run.environment.ranks) ++ranks[rank.host];
  Placement placement;
  if (ranks.count("") > 0) return placement;
  for (const auto& [host, count] : ranks) {
    placement.most_on_a_node = std::max(placement.most_on_a_node, count);
  }
  return placement;
}

bool reduces_in_switch(std::string_view algorithm) {
  constexpr std::array<std::string_view, 3> marks{"nvls", "sharp", "collnet"};
  std::string lower(algorithm);
  for (char& c : lower) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return std::any_of(marks.begin(), marks.end(),
                     [&](std::string_view mark) { return lower.find(mark) != std::string::npos; });
}

double busbw_limit(double link, int ranks, bool in_switch) {
  if (!in_switch || ranks < 2) return link;
  const double n = ranks;
  return link * std::max(1.0, 2 * (n - 1) / (n + 1));
}

std::optional<double> network_seconds_per_byte(const Crossing& crossing) {
  if (crossing.island < 1 || crossing.ranks <= crossing.island) return std::nullopt;
  const int islands = (crossing.ranks + crossing.island - 1) / crossing.island;
  const auto share = share_per_island(crossing, islands);
  if (!share) return std::nullopt;
  return *share / (crossing.island * crossing.bytes_per_second);
}

std::optional<Limit> bus_limit(const CaseRecord& record, const Chip* chip,
                               const Placement& placement) {
  if (chip == nullptr || record.path != "native") return std::nullopt;
  const auto link = link_limit(record, *chip);
  const auto network = network_limit(record, *chip, placement);
  if (!link || !network) return link ? link : network;
  return network->value < link->value ? network : link;
}

std::optional<Excess> excess(const CaseRecord& record, const CaseFigures& figures, const Chip* chip,
                             const Placement& placement) {
  if (chip == nullptr) return std::nullopt;
  const double figure = figures.figure.point;
  std::optional<Excess> found;
  if (figures.kind == FigureKind::flops) found = held_against(peak_limit(record, *chip), figure);
  if (figures.kind == FigureKind::busbw && record.path == "native") {
    found = held_against(link_limit(record, *chip), figure);
    if (!found) found = held_against(network_limit(record, *chip, placement), figure);
  }
  if (found) return found;
  return held_against(memory_limit(record, *chip), record.work.bytes_moved / figures.seconds.point);
}

}  // namespace steelyard::results
