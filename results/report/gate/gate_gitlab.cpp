#include "results/report/gate/gate_gitlab.hpp"

#include <fmt/format.h>

#include "results/report/ci/code_quality.hpp"
#include "results/report/gate/gate_text.hpp"
#include "results/report/metric_words.hpp"

namespace steelyard::results {
namespace {

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

}  // namespace

std::string gate_gitlab(const GateResult& result) {
  std::vector<CodeQualityFinding> findings;
  for (const GatedCase& each : result.cases) {
    const char* severity = severity_of(each.verdict);
    if (severity == nullptr) continue;
    findings.push_back(
        {each.id, each.name,
         fmt::format("steelyard-gate-{}{}", metric_prefix(*result.metric, '-'), name(each.verdict)),
         severity, gate_cause(each, *result.metric)});
  }
  return code_quality_json(findings);
}

}  // namespace steelyard::results
