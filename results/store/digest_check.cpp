#include "results/store/digest_check.hpp"

#include <fmt/format.h>

namespace steelyard::results {
namespace {

/// What differs of each case.
void compare_cases(const RunFileContent& content, const RunDigests& made,
                   std::vector<std::string>& altered) {
  const RunDigests& stored = content.digests.digests;
  for (std::size_t i = 0; i < made.cases.size(); ++i) {
    const CaseRecord& record = content.run.cases[i];
    if (stored.cases[i].visits != made.cases[i].visits) {
      altered.push_back(fmt::format("the samples, visits or batches of case {} ({}) are",
                                    record.name, record.id));
    }
    // Over the digest of visits that stands there, so that one change is not told as two.
    if (stored.cases[i].whole != case_digest(record, i, stored.cases[i].visits)) {
      altered.push_back(
          fmt::format("the facts of case {} ({}), its name and outcome among them, are",
                      record.name, record.id));
    }
  }
}

}  // namespace

DigestCheck check_digests(const RunFileContent& content) {
  DigestCheck check;
  const StoredDigests& stored = content.digests;
  if (stored.form == 0) return check;
  if (stored.form > digest_form) {
    check.state = DigestCheck::State::newer_form;
    return check;
  }
  const RunDigests made = digests_of(content.run);
  if (stored.digests.run != made.run) {
    check.altered.push_back("the attributes of the file or its suite are");
  }
  if (stored.digests.environment != made.environment) {
    check.altered.push_back("the environment or a continuation is");
  }
  compare_cases(content, made, check.altered);
  if (stored.digests.telemetry != made.telemetry) check.altered.push_back("the telemetry is");
  if (stored.digests.head != head_digest(stored.digests)) {
    check.altered.push_back("the list of cases, or a digest itself, is");
  }
  const StoredSummary& summary = content.summary;
  if (summary.form == summary_form) {
    // Samples that were altered no longer give the summary either: one change is not told as two.
    const bool own = belongs_to(summary, stored.digests.head);
    if (!own || (check.altered.empty() && !is_summary_of(summary, content.run))) {
      check.altered.push_back("the summary is");
    }
  }
  check.head = stored.digests.head;
  check.state = check.altered.empty() ? DigestCheck::State::whole : DigestCheck::State::altered;
  return check;
}

}  // namespace steelyard::results
