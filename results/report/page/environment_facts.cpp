#include "results/report/page/environment_facts.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>

namespace steelyard::results::page {
namespace {

constexpr std::array<std::string_view, 2> fleeting{"load_average", "memory_available_bytes"};

void note(Facts& facts, const std::string& what, const std::string& value) {
  if (!value.empty()) facts[what] = value;
}

/// What the table of ranks says too.
bool stands_with_ranks(std::string_view software) {
  return software.starts_with("backend ") &&
         (software.ends_with(" driver") || software.ends_with(" firmware") ||
          software.ends_with(" libraries"));
}

std::string oversubscription(const Environment& environment) {
  for (const std::string& warning : environment.warnings) {
    if (warning.starts_with("oversubscribed")) return warning;
  }
  return "none";
}

Facts of_run(const RunInfo& info, const Environment& environment, const std::string& tool_version) {
  Facts facts;
  for (const auto& [name, value] : environment.software) {
    if (!stands_with_ranks(name)) note(facts, name, value);
  }
  note(facts, "steelyard", tool_version);
  facts["method version"] = std::to_string(info.method_version);
  note(facts, "suite",
       fmt::format("{} (sha256 {})", info.suite_name, info.suite_sha256.substr(0, 12)));
  facts["rounds"] = std::to_string(info.rounds);
  facts["precision asked for"] = fmt::format("{:g}", info.precision);
  facts["oversubscription"] = oversubscription(environment);
  return facts;
}

Facts of_rank(const RankInfo& rank) {
  Facts facts;
  note(facts, "backend", rank.backend);
  note(facts, "chip", rank.chip_id);
  note(facts, "driver", rank.driver);
  note(facts, "firmware", rank.firmware);
  note(facts, "libraries", rank.library_versions);
  note(facts, "product", rank.product);
  if (rank.memory_bytes > 0) facts["device memory, bytes"] = std::to_string(rank.memory_bytes);
  if (rank.threads > 0) facts["threads"] = std::to_string(rank.threads);
  return facts;
}

/// "power_limit_watts cuda:0" is of the rank that drives cuda:0, all else of the node.
void place_fact(EnvironmentFacts& facts, const Environment& environment, const std::string& host,
                const std::string& name, const std::string& value) {
  for (const RankInfo& rank : environment.ranks) {
    const std::string suffix = " " + rank.device;
    if (rank.host != host || rank.device.empty() || !name.ends_with(suffix)) continue;
    facts.of_ranks[{host, rank.rank}][name.substr(0, name.size() - suffix.size())] = value;
    return;
  }
  if (std::find(fleeting.begin(), fleeting.end(), name) == fleeting.end()) {
    note(facts.of_nodes[host], name, value);
  }
}

/// "HOST/NAME".
void place_variable(EnvironmentFacts& facts, const std::string& key, const std::string& value) {
  const std::size_t slash = key.rfind('/');
  if (slash == std::string::npos) return;
  facts.of_nodes[key.substr(0, slash)]["variable " + key.substr(slash + 1)] = value;
}

EnvironmentFacts facts_of(const PlacedRun& run, std::size_t start, const Environment& environment,
                          const std::string& tool_version) {
  EnvironmentFacts facts{.chip = run.chip, .run = run.run, .start = start};
  facts.of_run = of_run(run.details.info, environment, tool_version);
  for (const RankInfo& rank : environment.ranks) {
    facts.of_ranks[{rank.host, rank.rank}] = of_rank(rank);
    facts.of_nodes[rank.host];
  }
  for (const NodeInfo& node : environment.nodes) {
    for (const auto& [name, value] : node.facts) {
      place_fact(facts, environment, node.host, name, value);
    }
  }
  for (const auto& [key, value] : environment.variables) place_variable(facts, key, value);
  return facts;
}

}  // namespace

std::vector<EnvironmentFacts> environment_facts(const PageInput& input) {
  std::vector<EnvironmentFacts> all;
  for (const PlacedRun& run : input.runs()) {
    const RunInfo& info = run.details.info;
    if (info.origin != Origin::measured && info.origin != Origin::emulated) continue;
    all.push_back(facts_of(run, 0, info.environment, info.tool_version));
    for (const Continuation& later : info.continuations) {
      const std::size_t start = all.back().start + 1;
      all.push_back(facts_of(run, start, later.environment, later.tool_version));
    }
  }
  return all;
}

}  // namespace steelyard::results::page
