#include <fmt/format.h>
#include <fmt/ranges.h>

#include <map>
#include <string>

#include "results/report/plain_text.hpp"
#include "results/report/quantity.hpp"
#include "results/report/show_sections.hpp"

namespace steelyard::results {
namespace {

std::string rank_facts(const RankInfo& rank) {
  // Many products are named with their vendor already.
  std::vector<std::string> facts{rank.vendor.empty() || rank.product.starts_with(rank.vendor)
                                     ? rank.product
                                     : rank.vendor + " " + rank.product};
  if (!rank.chip_id.empty()) facts.push_back("chip " + rank.chip_id);
  if (rank.memory_bytes > 0) {
    facts.push_back(quantity(static_cast<double>(rank.memory_bytes), "B") + " of memory");
  }
  if (rank.threads > 0) {
    facts.push_back(fmt::format("{} thread{}", rank.threads, rank.threads == 1 ? "" : "s"));
  }
  if (!rank.cpu_binding.empty()) facts.push_back("on CPUs " + rank.cpu_binding);
  if (!rank.driver.empty()) facts.push_back("driver " + rank.driver);
  if (!rank.firmware.empty()) facts.push_back("firmware " + rank.firmware);
  if (!rank.library_versions.empty()) facts.push_back(rank.library_versions);
  return fmt::format("{}", fmt::join(facts, ", "));
}

/// Three ranks and more of one host that differ in their number alone are one entry.
std::string ranks(const Environment& environment) {
  std::string out = heading("Ranks");
  const auto& all = environment.ranks;
  const auto alike = [&](std::size_t one, std::size_t other) {
    return all[one].host == all[other].host && rank_facts(all[one]) == rank_facts(all[other]);
  };
  std::size_t unknown = 0;
  for (std::size_t first = 0; first < all.size();) {
    if (all[first].host.empty() && all[first].device.empty() && all[first].product.empty()) {
      ++unknown;
      ++first;
      continue;
    }
    std::size_t last = first;
    while (last + 1 < all.size() && alike(first, last + 1)) ++last;
    if (last - first < 2) last = first;
    std::string number = std::to_string(all[first].rank);
    std::string device = all[first].device;
    if (last > first) {
      number += fmt::format(" to {}", all[last].rank);
      device += " to " + all[last].device;
    }
    out += wrapped(plain(fmt::format("{}  {}, {}: {}", number, all[first].host, device,
                                     rank_facts(all[first]))),
                   2, 3);
    first = last + 1;
  }
  if (unknown > 0) {
    out += wrapped(
        fmt::format("{} of {} ranks of which nothing is known", unknown, environment.ranks.size()),
        2);
  }
  return out;
}

/// Nodes that are alike are one entry.
std::string nodes(const Environment& environment) {
  std::map<std::string, std::vector<std::string>> hosts;
  for (const NodeInfo& node : environment.nodes) {
    std::vector<std::string> facts;
    for (const auto& [what, value] : node.facts) {
      if (!value.empty()) facts.push_back(what + " " + value);
    }
    hosts[fmt::format("{}", fmt::join(facts, ", "))].push_back(node.host);
  }
  if (hosts.empty()) return "";
  std::string out = heading("Nodes");
  for (const auto& [facts, names] : hosts) {
    out += wrapped(plain(fmt::format("{}: {}", fmt::join(names, ", "), facts)), 2, 3);
  }
  return out;
}

}  // namespace

std::string show_places(const Environment& environment) {
  return ranks(environment) + nodes(environment);
}

}  // namespace steelyard::results
