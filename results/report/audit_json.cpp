#include "results/report/audit_json.hpp"

#include <nlohmann/json.hpp>

namespace steelyard::results {
namespace {

using nlohmann::ordered_json;

ordered_json as_json(const Finding& finding) {
  return {{"check", finding.check},         {"result", name(finding.result)},
          {"weight", name(finding.weight)}, {"sentence", finding.sentence},
          {"remedy", finding.remedy},       {"named", finding.named}};
}

ordered_json as_json(const AuditedFile& file) {
  const Audit& audit = file.audit;
  if (!file.error.empty()) return {{"file", audit.file}, {"error", file.error}, {"fit", false}};
  ordered_json findings = ordered_json::array();
  for (const Finding& finding : audit.findings) findings.push_back(as_json(finding));
  return {{"file", audit.file}, {"run_uuid", audit.run_uuid}, {"chip", audit.label},
          {"head", audit.head}, {"fit", audit.fit()},         {"findings", findings}};
}

}  // namespace

std::string audit_json(std::span<const AuditedFile> files) {
  ordered_json list = ordered_json::array();
  for (const AuditedFile& file : files) list.push_back(as_json(file));
  const ordered_json all{{"format", "steelyard-audit"}, {"version", 1}, {"files", list}};
  return all.dump(2, ' ', false, ordered_json::error_handler_t::replace) + "\n";
}

}  // namespace steelyard::results
