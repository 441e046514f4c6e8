#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <initializer_list>
#include <iterator>
#include <string_view>

#include "harness/core/case_times.hpp"
#include "results/report/show_sections.hpp"

namespace steelyard::results {
namespace {

/// So many of what a check names are printed; `audit` has more.
constexpr std::ptrdiff_t most_named = 3;

template <class Predicate>
auto count(const std::vector<CaseRecord>& cases, Predicate predicate) {
  return std::count_if(cases.begin(), cases.end(), predicate);
}

const Finding* finding_of(const Audit& audit, std::string_view check) {
  const auto found = std::ranges::find(audit.findings, check, &Finding::check);
  return found == audit.findings.end() ? nullptr : &*found;
}

/// What failed among these checks, with what it failed for.
void add_findings(std::vector<std::string>& out, const Audit& audit,
                  std::initializer_list<std::string_view> checks) {
  for (const std::string_view check : checks) {
    const Finding* finding = finding_of(audit, check);
    if (finding == nullptr || finding->result != CheckResult::failed) continue;
    const auto left = std::ssize(finding->named) - most_named;
    std::string text = fmt::format("{}: {}", check, finding->sentence);
    if (!finding->named.empty()) {
      const auto shown = finding->named.begin() + std::min(most_named, std::ssize(finding->named));
      text += fmt::format(" {}", fmt::join(finding->named.begin(), shown, "; "));
    }
    if (left > 0) text += fmt::format("; and {} more", left);
    out.push_back(text);
  }
}

/// Whether a failed check names the warning already.
bool is_said(const std::string& warning, const Audit& audit) {
  return std::ranges::any_of(audit.findings, [&](const Finding& finding) {
    return finding.check != "warnings" && finding.result == CheckResult::failed &&
           std::ranges::find(finding.named, warning) != finding.named.end();
  });
}

}  // namespace

std::vector<std::string> show_warnings(const AuditedRun& audited, const Audit& audit) {
  const RunRecord& run = audited.run;
  std::vector<std::string> out;
  const auto say = [&](std::ptrdiff_t number, std::string_view what) {
    if (number > 0) out.push_back(fmt::format("{} of {} cases {}", number, run.cases.size(), what));
  };
  if (run.info.state != RunState::complete) {
    out.push_back(run.info.state == RunState::running
                      ? "The run was killed, or is still going: what was finished is here, and "
                        "`steelyard run --resume FILE` goes on with the rest."
                      : "The run was interrupted: what was finished is here, and `steelyard run "
                        "--resume FILE` goes on with the rest.");
  }
  if (run.info.origin != Origin::measured) {
    out.push_back(run.info.origin == Origin::imported
                      ? "The numbers are imported: another tool measured them."
                      : fmt::format("The numbers are {}, not measured.", name(run.info.origin)));
  }
  add_findings(out, audit, {"digests"});
  say(count(run.cases, [](const auto& c) { return c.outcome == Outcome::failed; }),
      "gave a wrong result");
  say(count(run.cases,
            [](const auto& c) {
              return c.outcome == Outcome::timeout || c.outcome == Outcome::error ||
                     c.outcome == Outcome::out_of_memory;
            }),
      "did not run to their end");
  say(count(run.cases, [](const auto& c) { return c.outcome == Outcome::implausible; }),
      "are faster than physics allows");
  say(count(run.cases, [](const auto& c) { return c.outcome == Outcome::not_reached; }),
      "were not reached");
  say(std::ssize(audited.impossible_times), "hold times that cannot be");
  say(count(run.cases,
            [](const auto& c) {
              return has_samples(c.outcome) && c.verification.state != VerificationState::verified;
            }),
      "have samples, but no verified result");
  add_findings(out, audit, {"plausible"});
  // A model takes no time on any machine.
  if (run.info.origin != Origin::modelled) {
    add_findings(out, audit, {"throttling", "room", "versions", "power limit", "clocks"});
  }
  say(count(run.cases,
            [](const auto& c) {
              return std::any_of(c.visits.begin(), c.visits.end(),
                                 [](const Visit& visit) { return visit.disturbed; });
            }),
      "were disturbed in some round: the machine was not as fast as before or after");
  add_findings(out, audit, {"probes"});
  say(count(run.cases, [](const auto& c) { return c.outcome == Outcome::unstable; }),
      "did not reach the precision asked for");
  for (const std::string& warning : run.info.environment.warnings) {
    if (!is_said(warning, audit)) out.push_back(warning);
  }
  return out;
}

}  // namespace steelyard::results
