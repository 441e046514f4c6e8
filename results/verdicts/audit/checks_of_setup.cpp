// Was it set up as one machine: versions, room for the ranks, warnings.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <map>
#include <set>
#include <tuple>

#include "harness/core/cpu_list.hpp"
#include "results/verdicts/audit/checks.hpp"

namespace steelyard::results {
namespace {

// Warnings that begin so are what the checks of versions and of room speak of.
constexpr std::string_view of_versions = "different versions";
constexpr std::string_view of_room = "oversubscribed";

/// The environments of all starts.
std::vector<const Environment*> starts(const RunInfo& info) {
  std::vector<const Environment*> all{&info.environment};
  for (const Continuation& each : info.continuations) all.push_back(&each.environment);
  return all;
}

std::vector<std::string> warnings_with(const RunInfo& info, std::string_view beginning) {
  std::vector<std::string> found;
  for (const Environment* environment : starts(info)) {
    for (const std::string& warning : environment->warnings) {
      if (warning.starts_with(beginning)) found.push_back(warning);
    }
  }
  return found;
}

/// Values of one fact among ranks that should be alike, each with its first holder.
using Holders = std::map<std::string, std::string>;

/// Facts of ranks with one kind of device that differ, over all starts.
std::vector<std::string> differing_ranks(const RunInfo& info) {
  std::map<std::tuple<std::string, std::string, std::string, std::string>, Holders> seen;
  for (const Environment* environment : starts(info)) {
    for (const RankInfo& rank : environment->ranks) {
      const std::string holder = fmt::format("rank {} on {}", rank.rank, rank.host);
      for (const auto& [what, value] :
           {std::pair{"driver", rank.driver}, std::pair{"firmware", rank.firmware},
            std::pair{"libraries", rank.library_versions}}) {
        seen[{rank.backend, rank.vendor, rank.product, what}].emplace(value, holder);
      }
    }
  }
  std::vector<std::string> out;
  for (const auto& [kind, holders] : seen) {
    if (holders.size() < 2) continue;
    std::vector<std::string> parts;
    for (const auto& [value, holder] : holders) {
      parts.push_back(fmt::format("\"{}\" ({})", value, holder));
    }
    out.push_back(fmt::format("{} of {}: {}", std::get<3>(kind), std::get<2>(kind),
                              fmt::join(parts, " and ")));
  }
  return out;
}

/// What later starts had other than the first.
std::vector<std::string> differing_starts(const RunInfo& info) {
  std::vector<std::string> out;
  for (std::size_t i = 0; i < info.continuations.size(); ++i) {
    const Continuation& later = info.continuations[i];
    const auto differ = [&](const std::string& what, const std::string& a, const std::string& b) {
      if (a != b) {
        out.push_back(fmt::format("{}: \"{}\" at first and \"{}\" in start {}", what, a, b, i + 2));
      }
    };
    differ("program", info.tool_version, later.tool_version);
    for (const auto& [what, version] : info.environment.software) {
      const auto now = later.environment.software.find(what);
      differ(what, version, now == later.environment.software.end() ? "" : now->second);
    }
  }
  return out;
}

/// The ranks of one host in one start.
struct Load {
  int ranks = 0;
  long threads = 0;
  std::vector<CpuRange> cpus;
};

/// CPUs that a host's ranks may use, by binding, else by the host's facts, and by quota; 0:
/// unknown.
double usable_cpus(const Load& load, const std::vector<NodeInfo>& nodes, const std::string& host) {
  const auto node = std::ranges::find(nodes, host, &NodeInfo::host);
  const auto fact = [&](const char* name) {
    if (node == nodes.end() || !node->facts.contains(name)) return 0.0;
    const double value = std::strtod(node->facts.at(name).c_str(), nullptr);
    return std::isfinite(value) ? value : 0.0;
  };
  const double bound = load.cpus.empty() ? fact("cpus") : count_cpus(load.cpus);
  const double quota = fact("cgroup_cpus");
  return quota > 0 && bound > 0 ? std::min(bound, std::max(1.0, std::floor(quota))) : bound;
}

std::map<std::string, Load> loads_of(const Environment& environment) {
  std::map<std::string, Load> loads;
  for (const RankInfo& rank : environment.ranks) {
    Load& load = loads[rank.host];
    ++load.ranks;
    load.threads += std::max(1, rank.threads);
    const auto ranges = parse_cpu_ranges(rank.cpu_binding);
    if (ranges) load.cpus.insert(load.cpus.end(), ranges->begin(), ranges->end());
  }
  return loads;
}

}  // namespace

Finding check_versions(const AuditedRun& audited) {
  Finding finding{.check = "versions"};
  const RunInfo& info = audited.run.info;
  if (info.environment.ranks.empty()) {
    finding.result = CheckResult::not_recorded;
    finding.sentence = "The file does not say which ranks it was made by.";
    finding.remedy = "State driver and library versions beside the figures.";
    return finding;
  }
  for (const auto& part :
       {warnings_with(info, of_versions), differing_ranks(info), differing_starts(info)}) {
    finding.named.insert(finding.named.end(), part.begin(), part.end());
  }
  const std::size_t ranks = info.environment.ranks.size();
  if (finding.named.empty()) {
    finding.sentence = fmt::format(
        "Driver, firmware, libraries and program are the same on {}.",
        ranks == 1 ? "the one rank" : fmt::format("all {} ranks of each kind of device", ranks));
    return finding;
  }
  finding.result = CheckResult::failed;
  finding.sentence =
      fmt::format("{} version{} differ{} among ranks or starts.", finding.named.size(),
                  finding.named.size() == 1 ? "" : "s", finding.named.size() == 1 ? "s" : "");
  finding.remedy = "Install the same versions on every node, and run again.";
  return finding;
}

Finding check_room(const AuditedRun& audited) {
  Finding finding{.check = "room"};
  const RunInfo& info = audited.run.info;
  std::size_t known = 0;
  std::size_t hosts = 0;
  for (const Environment* environment : starts(info)) {
    for (const auto& [host, load] : loads_of(*environment)) {
      ++hosts;
      const double cpus = usable_cpus(load, environment->nodes, host);
      if (cpus <= 0) continue;
      ++known;
      if (static_cast<double>(load.threads) <= cpus) continue;
      finding.named.push_back(fmt::format("{}: {} ranks with {} threads in all on {:.0f} CPUs",
                                          host, load.ranks, load.threads, cpus));
    }
  }
  if (finding.named.empty()) finding.named = warnings_with(info, of_room);
  if (!finding.named.empty()) {
    finding.result = CheckResult::failed;
    finding.sentence = "More compute threads than CPUs: times are functional, not performance.";
    finding.remedy =
        "Start no more ranks, and threads for each, than there are CPUs, and bind each rank to its "
        "own.";
    return finding;
  }
  if (known < hosts || hosts == 0) {
    finding.result = CheckResult::not_recorded;
    finding.sentence =
        fmt::format("The CPUs of {} of {} hosts are not on record.", hosts - known, hosts);
    finding.remedy = "State ranks, threads and CPUs beside the figures.";
    return finding;
  }
  finding.sentence = "No host has more compute threads than CPUs for them.";
  return finding;
}

Finding check_warnings(const AuditedRun& audited) {
  Finding finding{.check = "warnings", .weight = CheckWeight::advises};
  for (const std::string& warning : warnings_with(audited.run.info, "")) {
    const bool elsewhere = warning.starts_with(of_versions) || warning.starts_with(of_room);
    if (!elsewhere && std::ranges::find(finding.named, warning) == finding.named.end()) {
      finding.named.push_back(warning);
    }
  }
  if (finding.named.empty()) {
    finding.sentence = "Nothing was warned of at the launch.";
    return finding;
  }
  finding.result = CheckResult::failed;
  finding.sentence = fmt::format("{} warning{} at the launch.", finding.named.size(),
                                 finding.named.size() == 1 ? "" : "s");
  finding.remedy = "Remove the causes, or publish the warnings beside the figures.";
  return finding;
}

}  // namespace steelyard::results
