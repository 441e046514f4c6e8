#include "results/report/gate/gate_gitlab.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "harness/core/digest.hpp"
#include "harness/core/plain.hpp"
#include "results/report/gate/gate_text.hpp"

namespace steelyard::results {
namespace {

using Json = nlohmann::ordered_json;

/// In GitLab's words; nullptr for what is no finding.
const char* severity_of(GateVerdict verdict) {
  switch (verdict) {
    case GateVerdict::failed:
    case GateVerdict::missing:
      return "critical";
    case GateVerdict::regressed:
      return "major";
    case GateVerdict::inconclusive:
      return "minor";
    case GateVerdict::added:
      return "info";
    case GateVerdict::improved:
    case GateVerdict::pass:
      return nullptr;
  }
  return nullptr;
}

/// A relative path below one folder, whatever the name is.
std::string path_of(const GatedCase& gated) {
  std::string file = plain(gated.name);
  std::replace_if(
      file.begin(), file.end(), [](char c) { return c == '/' || c == '\\'; }, '_');
  return "steelyard/" + file;
}

}  // namespace

std::string gate_gitlab(const GateResult& result) {
  Json findings = Json::array();
  for (const GatedCase& each : result.cases) {
    const char* severity = severity_of(each.verdict);
    if (severity == nullptr) continue;
    const std::string check = fmt::format("steelyard-gate-{}", name(each.verdict));
    findings.push_back(
        {{"description", fmt::format("{}: {}", plain(each.name), plain(gate_cause(each)))},
         {"check_name", check},
         {"fingerprint", sha256(check + "\n" + each.id)},
         {"severity", severity},
         {"location", {{"path", path_of(each)}, {"lines", {{"begin", 1}}}}}});
  }
  return findings.dump(2) + "\n";
}

}  // namespace steelyard::results
