#include "results/verdicts/audit/audit_of_pack.hpp"

#include <fmt/format.h>

namespace steelyard::results {

Audit audit_of_pack(const std::string& file, const PackCheck& check) {
  Finding finding{.check = "digests"};
  if (check.altered.empty()) {
    finding.sentence = fmt::format("The pack of {} run{} is as it was written. Its head is {}.",
                                   check.runs, check.runs == 1 ? "" : "s", check.head);
  } else {
    finding.result = CheckResult::failed;
    finding.named = check.altered;
    for (std::string& each : finding.named) each += " not what was written";
    finding.sentence = "The pack was altered since it was written.";
    finding.remedy = "Go back to a copy of it, or pack the runs again from their files.";
  }
  return {file, "", "", check.head, {finding}, true};
}

}  // namespace steelyard::results
