#include "collectors/environment/merge.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "collectors/environment/warnings.hpp"

namespace steelyard::collectors {
namespace {

using RankValues = std::vector<std::pair<int, std::string>>;

std::string one_text(const RankValues& values) {
  const bool all_equal = std::ranges::all_of(
      values, [&](const auto& value) { return value.second == values.front().second; });
  if (all_equal) return values.front().second;
  std::vector<std::string> parts;
  for (const auto& [rank, value] : values) parts.push_back(fmt::format("rank {}: {}", rank, value));
  return fmt::format("{}", fmt::join(parts, "; "));
}

std::map<std::string, std::string> merged_variables(const std::vector<RankReport>& ranks) {
  std::map<std::string, RankValues> values;
  for (const RankReport& report : ranks) {
    for (const auto& [name, value] : report.variables) {
      values[report.info.host + "/" + name].emplace_back(report.info.rank, value);
    }
  }
  std::map<std::string, std::string> variables;
  for (const auto& [key, of_ranks] : values) variables[key] = one_text(of_ranks);
  return variables;
}

}  // namespace

Environment merge(const std::vector<RankReport>& ranks, std::vector<NodeInfo> nodes) {
  Environment environment;
  environment.nodes = std::move(nodes);
  environment.variables = merged_variables(ranks);
  for (const RankReport& report : ranks) {
    environment.ranks.push_back(report.info);
    environment.software.insert(report.software.begin(), report.software.end());
    const auto node = std::ranges::find(environment.nodes, report.info.host, &NodeInfo::host);
    if (node != environment.nodes.end()) {
      node->facts.insert(report.facts.begin(), report.facts.end());
    }
  }
  environment.warnings = environment_warnings(ranks, environment.nodes);
  return environment;
}

}  // namespace steelyard::collectors
