// Is everything there: cases, results, precision, rounds.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <set>

#include "harness/core/digest.hpp"
#include "results/verdicts/audit/checks.hpp"

namespace steelyard::results {
namespace {

/// Names of the cases that `wrong` is true of.
template <class Predicate>
std::vector<std::string> cases_that(const RunRecord& run, Predicate wrong) {
  std::vector<std::string> names;
  for (const CaseRecord& record : run.cases) {
    if (wrong(record)) names.push_back(record.name);
  }
  return names;
}

bool did_not_end(const CaseRecord& record) {
  return record.outcome == Outcome::not_reached || record.outcome == Outcome::timeout ||
         record.outcome == Outcome::error || record.outcome == Outcome::out_of_memory;
}

/// What the suite asks for and the file lacks, or the other way round, said so.
std::vector<std::string> differences(const AuditedRun& audited) {
  std::vector<std::string> out;
  if (!audited.suite) return out;
  std::set<std::string> there;
  for (const CaseRecord& record : audited.run.cases) there.insert(record.name);
  const std::set<std::string> wanted(audited.suite->begin(), audited.suite->end());
  for (const std::string& one : wanted) {
    if (!there.contains(one)) out.push_back(one + " (missing)");
  }
  for (const std::string& one : there) {
    if (!wanted.contains(one)) out.push_back(one + " (not of the suite)");
  }
  return out;
}

int rounds_of(const CaseRecord& record) {
  std::set<int> rounds;
  for (const Visit& visit : record.visits) {
    if (!visit.samples.empty()) rounds.insert(visit.round);
  }
  return static_cast<int>(rounds.size());
}

}  // namespace

std::string count_of_cases(std::size_t count, std::size_t all) {
  return fmt::format("{} of {} case{}", count, all, all == 1 ? "" : "s");
}

bool is_measured(const CaseRecord& record) {
  return has_samples(record.outcome) && rounds_of(record) > 0;
}

std::size_t count_measured(const RunRecord& run) {
  return static_cast<std::size_t>(std::ranges::count_if(run.cases, is_measured));
}

Finding check_complete(const AuditedRun& audited) {
  Finding finding{.check = "complete"};
  const RunRecord& run = audited.run;
  std::vector<std::string> reasons;
  if (run.info.state != RunState::complete) {
    reasons.push_back(run.info.state == RunState::running ? "the run was killed, or is still going"
                                                          : "the run was interrupted");
    finding.remedy = "Go on with it by `steelyard run --resume FILE`.";
  }
  if (sha256(run.info.suite_text) != run.info.suite_sha256) {
    reasons.push_back("the text of the suite is not the one that its checksum is of");
  }
  finding.named = cases_that(run, did_not_end);
  if (!finding.named.empty()) {
    reasons.push_back(count_of_cases(finding.named.size(), run.cases.size()) +
                      " did not end: not reached, timeout, error or out of memory");
  }
  const auto others = differences(audited);
  if (!others.empty()) {
    reasons.push_back(fmt::format("{} name{} differ{} between the suite and the file",
                                  others.size(), others.size() == 1 ? "" : "s",
                                  others.size() == 1 ? "s" : ""));
    finding.named.insert(finding.named.end(), others.begin(), others.end());
  }
  if (count_measured(run) == 0) reasons.push_back("no case was measured");
  if (!reasons.empty()) {
    finding.result = CheckResult::failed;
    finding.sentence = fmt::format("{}.", fmt::join(reasons, "; "));
    if (finding.remedy.empty()) finding.remedy = "Run the whole suite again.";
    return finding;
  }
  const auto skipped =
      cases_that(run, [](const auto& record) { return record.outcome == Outcome::skipped; });
  finding.sentence =
      fmt::format("{} of suite {} measured, {} skipped for a reason{}.",
                  count_of_cases(count_measured(run), run.cases.size()), run.info.suite_name,
                  skipped.size(), audited.suite ? "" : "; what the suite asks for cannot be told");
  if (!audited.suite) {
    finding.result = CheckResult::not_recorded;
    finding.remedy = "Nothing, for a file that another tool measured; else run a shipped suite.";
  }
  return finding;
}

Finding check_verified(const AuditedRun& audited) {
  Finding finding{.check = "verified"};
  const RunRecord& run = audited.run;
  const auto wrong =
      cases_that(run, [](const auto& record) { return record.outcome == Outcome::failed; });
  finding.named = cases_that(run, [](const auto& record) {
    return record.outcome == Outcome::failed ||
           (is_measured(record) && record.verification.state != VerificationState::verified);
  });
  if (finding.named.empty()) {
    finding.sentence =
        fmt::format("The results of all {} measured cases were verified.", count_measured(run));
    return finding;
  }
  finding.result = CheckResult::failed;
  finding.sentence = fmt::format("{} gave a wrong result, {} have no verified one.", wrong.size(),
                                 finding.named.size() - wrong.size());
  finding.remedy = "See `steelyard show FILE` for the evidence; do not quote these cases.";
  return finding;
}

Finding check_precise(const AuditedRun& audited) {
  Finding finding{.check = "precise"};
  double widest = 0;
  for (std::size_t i = 0; i < audited.run.cases.size(); ++i) {
    const CaseRecord& record = audited.run.cases[i];
    if (!is_measured(record)) continue;
    const auto& figures = audited.figures[i];
    // What is recorded, or what the samples say if that is worse.
    const double reached =
        std::max(record.reached_precision, figures ? figures->seconds.relative_half_width() : 0);
    const double wanted = std::min(record.target_precision, widest_target);
    // Recorded and made again in another order of sums, both may differ by a rounding.
    constexpr double rounding = 1 + 1e-9;
    if (record.outcome == Outcome::unstable || !(reached <= wanted * rounding)) {
      // Beyond ten times the value itself digits say nothing.
      const std::string half_width =
          reached > 10 ? "over 1000 %" : fmt::format("+-{:.1f} %", 100 * reached);
      finding.named.push_back(fmt::format("{} ({}, {:.1f} % asked for)", record.name, half_width,
                                          100 * record.target_precision));
    }
    widest = std::max(widest, reached);
  }
  if (finding.named.empty()) {
    finding.sentence = fmt::format(
        "Every median is known to its target, at most {:.0f} %; the widest interval is +-{:.2f} %.",
        100 * widest_target, 100 * widest);
    return finding;
  }
  finding.result = CheckResult::failed;
  finding.sentence = fmt::format("{} not known to the target, or to {:.0f} % where that is wider.",
                                 count_of_cases(finding.named.size(), count_measured(audited.run)),
                                 100 * widest_target);
  finding.remedy = "Measure on a quieter machine, or longer: --rounds, --budget.";
  return finding;
}

Finding check_rounds(const AuditedRun& audited) {
  Finding finding{.check = "rounds"};
  const RunInfo& info = audited.run.info;
  const int needed = std::max(fewest_rounds, info.rounds);
  for (const CaseRecord& record : audited.run.cases) {
    if (is_measured(record) && rounds_of(record) < needed) {
      finding.named.push_back(fmt::format("{} ({})", record.name, rounds_of(record)));
    }
  }
  if (finding.named.empty()) {
    finding.sentence = fmt::format("Every measured case has at least {} rounds.", needed);
    return finding;
  }
  finding.result = CheckResult::failed;
  finding.sentence =
      fmt::format("{} ha{} fewer than {} rounds; {} were planned, and {} are the least.",
                  count_of_cases(finding.named.size(), count_measured(audited.run)),
                  finding.named.size() == 1 ? "s" : "ve", needed, info.rounds, fewest_rounds);
  finding.remedy =
      "Go on with an interrupted run by --resume; else run again with --rounds 3 or more.";
  return finding;
}

}  // namespace steelyard::results
