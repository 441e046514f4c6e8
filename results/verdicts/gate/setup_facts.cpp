#include "results/verdicts/gate/setup_facts.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <set>
#include <string_view>
#include <utility>

namespace steelyard::results {
namespace {

/// Facts of a node that say nothing about its speed, or another thing in every run.
constexpr std::array<std::string_view, 4> passing{"load_average", "memory_available_bytes",
                                                  "clock_step_ns", "cgroup"};

bool is_passing(std::string_view fact) {
  return std::find(passing.begin(), passing.end(), fact) != passing.end();
}

const Environment& last_environment(const RunInfo& info) {
  return info.continuations.empty() ? info.environment : info.continuations.back().environment;
}

void add_devices(const Environment& environment, SetupFacts& facts) {
  std::map<std::string, std::set<std::string>> values;
  for (const RankInfo& rank : environment.ranks) {
    for (const auto& [what, value] :
         {std::pair{"driver", rank.driver}, std::pair{"firmware", rank.firmware},
          std::pair{"libraries", rank.library_versions},
          std::pair{"threads of a rank", fmt::format("{}", rank.threads)},
          std::pair{"CPUs of a rank", rank.cpu_binding}}) {
      if (!value.empty()) values[what].insert(value);
    }
  }
  for (const auto& [what, all] : values) facts[what] = fmt::format("{}", fmt::join(all, " and "));
}

}  // namespace

SetupFacts setup_facts(const RunInfo& info) {
  const Environment& environment = last_environment(info);
  SetupFacts facts;
  add_devices(environment, facts);
  facts["program"] =
      info.continuations.empty() ? info.tool_version : info.continuations.back().tool_version;
  for (const auto& [what, version] : environment.software) facts["software " + what] = version;
  for (const auto& [what, value] : environment.variables) facts["variable " + what] = value;
  for (const NodeInfo& node : environment.nodes) {
    for (const auto& [what, value] : node.facts) {
      if (!is_passing(what)) facts[fmt::format("{} of {}", what, node.host)] = value;
    }
  }
  return facts;
}

std::vector<std::string> changed_facts(const SetupFacts& earlier, const SetupFacts& later,
                                       const std::string& before, const std::string& now) {
  std::vector<std::string> out;
  for (const auto& [what, value] : later) {
    const auto other = earlier.find(what);
    if (other == earlier.end() || other->second == value) continue;
    out.push_back(changed_fact(what, other->second, before, value, now));
  }
  return out;
}

std::string changed_fact(const std::string& what, const std::string& earlier,
                         const std::string& before, const std::string& later,
                         const std::string& now) {
  return fmt::format("{}: {} {}, {} {}", what, earlier, before, later, now);
}

}  // namespace steelyard::results
