#include "collectors/environment/warnings.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <map>
#include <set>
#include <sstream>

#include "collectors/environment/variable_warnings.hpp"
#include "harness/core/cpu_list.hpp"

namespace steelyard::collectors {
namespace {

using Warnings = std::vector<std::string>;

/// The ranks of one host and the CPUs they may use.
struct HostLoad {
  std::string host;
  int ranks = 0;
  int threads = 0;  ///< of all ranks
  int threads_of_first = 0;
  bool same_threads = true;
  std::size_t bound_cpus = 0;  ///< sum over ranks; above cpus.size() where ranks share CPUs
  std::set<int> cpus;          ///< union over ranks
};

std::vector<HostLoad> load_by_host(const std::vector<RankReport>& ranks) {
  std::vector<HostLoad> loads;
  for (const RankReport& report : ranks) {
    auto load = std::ranges::find(loads, report.info.host, &HostLoad::host);
    if (load == loads.end()) load = loads.insert(loads.end(), HostLoad{.host = report.info.host});
    const int threads = std::max(1, report.info.threads);
    if (load->ranks == 0) load->threads_of_first = threads;
    load->same_threads = load->same_threads && threads == load->threads_of_first;
    ++load->ranks;
    load->threads += threads;
    const auto cpus = parse_cpu_list(report.info.cpu_binding).value_or(std::vector<int>{});
    load->bound_cpus += cpus.size();
    load->cpus.insert(cpus.begin(), cpus.end());
  }
  return loads;
}

double fact(const std::vector<NodeInfo>& nodes, const std::string& host, const char* name) {
  const auto node = std::ranges::find(nodes, host, &NodeInfo::host);
  if (node == nodes.end()) return 0;
  const auto found = node->facts.find(name);
  return found == node->facts.end() ? 0 : std::strtod(found->second.c_str(), nullptr);
}

/// CPUs that a host's ranks may use, by binding and by quota; 0: unknown.
int usable_cpus(const HostLoad& load, const std::vector<NodeInfo>& nodes) {
  const auto bound = static_cast<int>(load.cpus.size());
  const double quota = fact(nodes, load.host, "cgroup_cpus");
  if (quota <= 0 || quota >= bound) return bound;
  return std::max(1, static_cast<int>(std::floor(quota)));
}

/// Ranks that are bound to the very same CPUs, fewer than their threads. Pinning ranks to cores by
/// hand, or one launcher within another, can put all of them on the first core of a large node.
void warn_of_full_cores(Warnings& warnings, const std::string& host,
                        const std::vector<RankReport>& ranks) {
  struct Crowd {
    std::vector<int> ranks;
    int threads = 0;
  };
  std::map<std::string, Crowd> crowds;  // by binding
  for (const RankReport& report : ranks) {
    if (report.info.host != host) continue;
    Crowd& crowd = crowds[report.info.cpu_binding];
    crowd.ranks.push_back(report.info.rank);
    crowd.threads += std::max(1, report.info.threads);
  }
  for (const auto& [binding, crowd] : crowds) {
    const auto cpus = parse_cpu_list(binding);
    if (!cpus || crowd.ranks.size() < 2 ||
        static_cast<std::size_t>(crowd.threads) <= cpus->size()) {
      continue;
    }
    warnings.push_back(fmt::format(
        "oversubscribed: ranks {} are all bound to cores {} of {}; bind each to cores of its own, "
        "with --bind-to core or --cpu-bind=cores",
        fmt::join(crowd.ranks, ", "), binding, host));
  }
}

/// What to do about more threads than cores.
const char* remedy(const HostLoad& load, int cpus) {
  if (load.ranks > cpus) return "start no more ranks than there are cores";
  if (load.bound_cpus > load.cpus.size()) {
    return "bind each rank to cores of its own, with --bind-to core or --cpu-bind=cores";
  }
  return "set OMP_NUM_THREADS to the cores of one rank";
}

void warn_of_sharing(Warnings& warnings, const HostLoad& load, int cpus,
                     const std::vector<RankReport>& ranks) {
  if (load.threads > cpus) {
    const std::string work =
        load.same_threads
            ? fmt::format("{} ranks x {} threads", load.ranks, load.threads_of_first)
            : fmt::format("{} ranks with {} threads in all", load.ranks, load.threads);
    warnings.push_back(fmt::format(
        "oversubscribed: {} on {} cores of {}; times are functional, not performance; {}", work,
        cpus, load.host, remedy(load, cpus)));
    return;
  }
  const std::size_t before = warnings.size();
  warn_of_full_cores(warnings, load.host, ranks);
  if (warnings.size() == before && load.bound_cpus > load.cpus.size()) {
    warnings.push_back(
        fmt::format("not bound: {} ranks share cores {} of {}; bind each to cores of its own, with "
                    "--bind-to core or --cpu-bind=cores",
                    load.ranks, format_cpu_list({load.cpus.begin(), load.cpus.end()}), load.host));
  }
}

/// CPUs of a node's NUMA nodes, one set for each that has CPUs; empty if unknown.
std::vector<std::vector<int>> numa_cpus(const std::vector<NodeInfo>& nodes,
                                        const std::string& host) {
  std::vector<std::vector<int>> all;
  const auto node = std::ranges::find(nodes, host, &NodeInfo::host);
  if (node == nodes.end()) return all;
  const auto found = node->facts.find("numa_cpus");
  if (found == node->facts.end()) return all;
  std::istringstream lists(found->second);
  for (std::string list; lists >> list;) {
    if (auto cpus = parse_cpu_list(list)) all.push_back(std::move(*cpus));
  }
  return all;
}

/// Ranks with compute threads on several NUMA nodes: each thread's data may be near another one.
void warn_of_numa(Warnings& warnings, const std::vector<RankReport>& ranks,
                  const std::vector<NodeInfo>& nodes) {
  std::map<std::pair<std::string, std::ptrdiff_t>, std::vector<int>> spread;  // host, NUMA nodes
  for (const RankReport& report : ranks) {
    const auto bound = parse_cpu_list(report.info.cpu_binding);
    if (!bound || report.info.threads < 2) continue;
    const auto numa = numa_cpus(nodes, report.info.host);
    const auto spanned = std::ranges::count_if(numa, [&](const std::vector<int>& cpus) {
      return std::ranges::find_first_of(*bound, cpus) != bound->end();
    });
    if (spanned > 1) spread[{report.info.host, spanned}].push_back(report.info.rank);
  }
  for (const auto& [where, numbers] : spread) {
    warnings.push_back(fmt::format(
        "not local: cores of {} {} of {} belong to {} NUMA nodes, so that threads reach for memory "
        "of another; bind each rank within one, with --bind-to numa or --cpu-bind=ldoms",
        numbers.size() == 1 ? "rank" : "ranks", fmt::join(numbers, ", "), where.first,
        where.second));
  }
}

/// value -> where it is first seen.
using Holders = std::map<std::string, std::string>;

void warn_of_versions(Warnings& warnings, const std::vector<RankReport>& ranks) {
  std::map<std::string, Holders> seen;  // by name of the software
  for (const RankReport& report : ranks) {
    for (const auto& [name, version] : report.software) {
      seen[name].emplace(version, fmt::format("rank {} on {}", report.info.rank, report.info.host));
    }
  }
  for (const auto& [name, holders] : seen) {
    if (holders.size() < 2) continue;
    std::vector<std::string> parts;
    for (const auto& [version, holder] : holders) {
      parts.push_back(fmt::format("\"{}\" ({})", version, holder));
    }
    warnings.push_back(
        fmt::format("different versions among ranks: {} is {}", name, fmt::join(parts, " and ")));
  }
}

void warn_of_load(Warnings& warnings, const NodeInfo& node, double cpus) {
  constexpr double much = 0.25;
  const auto found = node.facts.find("load_average");
  if (found == node.facts.end() || cpus <= 0) return;
  const double last_minute = std::strtod(found->second.c_str(), nullptr);
  if (last_minute <= much * cpus) return;
  warnings.push_back(
      fmt::format("load at start: {:.1f} on {:.0f} cores of {}; other work may share this machine",
                  last_minute, cpus, node.host));
}

}  // namespace

Warnings environment_warnings(const std::vector<RankReport>& ranks,
                              const std::vector<NodeInfo>& nodes) {
  Warnings warnings;
  for (const HostLoad& load : load_by_host(ranks)) {
    const int cpus = usable_cpus(load, nodes);
    if (cpus > 0) warn_of_sharing(warnings, load, cpus, ranks);
  }
  warn_of_numa(warnings, ranks, nodes);
  const Warnings of_variables = variable_warnings(ranks, nodes);
  warnings.insert(warnings.end(), of_variables.begin(), of_variables.end());
  warn_of_versions(warnings, ranks);
  for (const NodeInfo& node : nodes) warn_of_load(warnings, node, fact(nodes, node.host, "cpus"));
  return warnings;
}

}  // namespace steelyard::collectors
