#include "collectors/environment/variable_warnings.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <string_view>

namespace steelyard::collectors {
namespace {

std::string lower(std::string_view text) {
  std::string result(text);
  std::ranges::transform(result, result.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  return result;
}

bool always(std::string_view) { return true; }
bool caps(std::string_view value) { return value != "all" && value != "default"; }
bool is_not_zero(std::string_view value) { return value != "0"; }
bool is_passive(std::string_view value) { return value == "passive"; }

struct Influence {
  std::string_view variable;
  /// Whether this value, in lower case and not empty, changes anything.
  bool (*matters)(std::string_view value);
  std::string_view effect;
};

constexpr std::string_view coretype = "OPENBLAS_CORETYPE";

constexpr std::array influences{
    Influence{coretype, always,
              "OpenBLAS runs kernels for that processor instead of choosing by itself"},
    Influence{"ONEDNN_MAX_CPU_ISA", caps, "oneDNN uses no newer instructions than these"},
    Influence{"DNNL_MAX_CPU_ISA", caps, "oneDNN uses no newer instructions than these"},
    Influence{"ONEDNN_VERBOSE", is_not_zero,
              "oneDNN prints a line for each multiplication, which takes time"},
    Influence{"DNNL_VERBOSE", is_not_zero,
              "oneDNN prints a line for each multiplication, which takes time"},
    Influence{"OMP_WAIT_POLICY", is_passive,
              "threads sleep between multiplications and have to be woken for each"},
    Influence{"GOMP_SPINCOUNT", always,
              "threads wait longer or shorter than they would before they sleep"},
    Influence{"GLIBC_TUNABLES", always, "memory may be allocated in another way"},
    Influence{"MALLOC_PERTURB_", is_not_zero, "memory is overwritten when it is freed"},
};

/// Whether OpenBLAS's kernels of that name use AVX-512. It compares names without regard to case.
bool uses_avx512(const std::string& core) {
  const std::string name = lower(core);
  return name == "skylakex" || name == "cooperlake" || name == "sapphirerapids";
}

bool any_has_avx512(const std::set<std::string>& hosts, const std::vector<NodeInfo>& nodes) {
  return std::ranges::any_of(nodes, [&](const NodeInfo& node) {
    const auto fact = node.facts.find("vector_instructions");
    return hosts.contains(node.host) && fact != node.facts.end() && fact->second == "AVX-512";
  });
}

}  // namespace

std::vector<std::string> variable_warnings(const std::vector<RankReport>& ranks,
                                           const std::vector<NodeInfo>& nodes) {
  std::vector<std::string> warnings;
  for (const Influence& influence : influences) {
    std::map<std::string, std::set<std::string>> hosts;  // by value
    for (const RankReport& report : ranks) {
      const auto found = report.variables.find(std::string(influence.variable));
      if (found == report.variables.end() || found->second.empty()) continue;
      if (influence.matters(lower(found->second))) hosts[found->second].insert(report.info.host);
    }
    for (const auto& [value, names] : hosts) {
      const std::string where =
          names.size() == 1 ? *names.begin()
                            : fmt::format("{} and {} more", *names.begin(), names.size() - 1);
      const bool wasted =
          influence.variable == coretype && !uses_avx512(value) && any_has_avx512(names, nodes);
      warnings.push_back(fmt::format("{}={} is set on {}: {}{}", influence.variable, value, where,
                                     influence.effect,
                                     wasted ? ", and leaves AVX-512, which it has, unused" : ""));
    }
  }
  return warnings;
}

}  // namespace steelyard::collectors
