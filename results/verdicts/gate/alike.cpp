#include "results/verdicts/gate/alike.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <array>
#include <map>
#include <utility>

namespace steelyard::results {
namespace {

std::string joined(const std::set<std::string>& values) {
  return values.empty() ? "unnamed" : fmt::format("{}", fmt::join(values, " + "));
}

std::string chip_of(const RunInfo& info) {
  if (!info.chip.empty()) return info.chip;
  std::set<std::string> names;
  for (const RankInfo& rank : info.environment.ranks) {
    names.insert(rank.chip_id.empty() ? rank.product : rank.chip_id);
  }
  return joined(names);
}

std::string backend_of(const RunInfo& info) {
  std::set<std::string> names;
  for (const RankInfo& rank : info.environment.ranks) names.insert(rank.backend);
  return joined(names);
}

std::string nodes_of(const RunInfo& info) {
  std::map<std::string, int> ranks;
  for (const RankInfo& rank : info.environment.ranks) ++ranks[rank.host];
  std::set<std::string> nodes;
  for (const auto& [host, count] : ranks) {
    nodes.insert(fmt::format("{} ({} rank{})", host, count, count == 1 ? "" : "s"));
  }
  return joined(nodes);
}

constexpr std::array all_unlike{Unlike::chip, Unlike::backend, Unlike::nodes, Unlike::origin};

}  // namespace

std::string_view name(Unlike what) {
  constexpr std::array<std::string_view, 4> names{"chip", "backend", "nodes", "origin"};
  return names[static_cast<std::size_t>(what)];
}

std::optional<Unlike> parse_unlike(std::string_view text) {
  for (const Unlike each : all_unlike) {
    if (name(each) == text) return each;
  }
  return std::nullopt;
}

std::string machine_words(const RunInfo& info) {
  std::set<std::string> hosts;
  for (const RankInfo& rank : info.environment.ranks) hosts.insert(rank.host);
  const auto counted = [](std::size_t count, std::string_view noun) {
    return fmt::format("{} {}{}", count, noun, count == 1 ? "" : "s");
  };
  return fmt::format("{} ({}), {} on {}", chip_of(info), backend_of(info),
                     counted(info.environment.ranks.size(), "rank"), counted(hosts.size(), "node"));
}

MachineFacts machine_of(const RunInfo& info) {
  return {chip_of(info), backend_of(info), nodes_of(info), std::string(name(info.origin))};
}

Likeness likeness(std::span<const SummarisedRun* const> runs, const std::set<Unlike>& allow) {
  std::vector<MachineFacts> machines;
  for (const SummarisedRun* run : runs) machines.push_back(machine_of(run->run.info));
  std::vector<RunOnMachine> named;
  for (std::size_t i = 0; i < runs.size(); ++i) named.push_back({&runs[i]->name, &machines[i]});
  return likeness(named, allow);
}

Likeness likeness(std::span<const RunOnMachine> runs, const std::set<Unlike>& allow) {
  Likeness result;
  const RunOnMachine& first = runs.front();
  for (const RunOnMachine& run : runs.subspan(1)) {
    if (*run.machine == *first.machine) continue;
    for (const Unlike what : all_unlike) {
      const std::string& here = (*first.machine)[static_cast<std::size_t>(what)];
      const std::string& there = (*run.machine)[static_cast<std::size_t>(what)];
      if (here == there) continue;
      const std::string sentence = fmt::format("{} of {} is {}, of {} it is {}", name(what),
                                               *first.name, here, *run.name, there);
      (allow.contains(what) ? result.allowed : result.refused).push_back(sentence);
    }
  }
  return result;
}

}  // namespace steelyard::results
