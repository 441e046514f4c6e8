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

std::string value_of(Unlike what, const RunInfo& info) {
  switch (what) {
    case Unlike::chip:
      return chip_of(info);
    case Unlike::backend:
      return backend_of(info);
    case Unlike::nodes:
      return nodes_of(info);
    case Unlike::origin:
      return std::string(name(info.origin));
  }
  return "";
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

Likeness likeness(std::span<const SummarisedRun* const> runs, const std::set<Unlike>& allow) {
  Likeness result;
  const SummarisedRun& first = *runs.front();
  for (const SummarisedRun* run : runs.subspan(1)) {
    for (const Unlike what : all_unlike) {
      const std::string here = value_of(what, first.run.info);
      const std::string there = value_of(what, run->run.info);
      if (here == there) continue;
      const std::string sentence = fmt::format("{} of {} is {}, of {} it is {}", name(what),
                                               first.name, here, run->name, there);
      (allow.contains(what) ? result.allowed : result.refused).push_back(sentence);
    }
  }
  return result;
}

}  // namespace steelyard::results
