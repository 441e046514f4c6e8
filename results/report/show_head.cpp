#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>

#include "results/report/duration.hpp"
#include "results/report/plain_text.hpp"
#include "results/report/quantity.hpp"
#include "results/report/show_sections.hpp"

namespace steelyard::results {
namespace {

/// "  chip        H20": nothing where there is nothing to say.
std::string fact(const std::string& label, const std::string& value) {
  return value.empty() ? "" : wrapped(padded(label, 12) + plain(value), 2, 12);
}

/// "2 times: 2026-... after 35 s, ...".
std::string continuations(const RunInfo& info) {
  std::vector<std::string> starts;
  for (const Continuation& one : info.continuations) {
    starts.push_back(
        fmt::format("{} after {} of the run", one.created_utc, duration(one.start_seconds)));
  }
  return fmt::format("{}", fmt::join(starts, ", "));
}

}  // namespace

std::string show_outcomes(const std::vector<CaseRecord>& cases) {
  std::map<Outcome, int> counts;
  for (const CaseRecord& record : cases) ++counts[record.outcome];
  std::vector<std::string> parts;
  for (const auto& [outcome, count] : counts) {
    parts.push_back(fmt::format("{} {}", count, name(outcome)));
  }
  if (parts.empty()) return "no cases";
  return fmt::format("{}: {}", counted(cases.size(), "case"), fmt::join(parts, ", "));
}

std::string show_head(const AuditedRun& audited, const Audit& audit) {
  const RunInfo& info = audited.run.info;
  std::string out = fmt::format("Run {}\n", plain(info.uuid));
  out += fact("suite", info.suite_name);
  out += fact("chip", info.chip);
  out += fact("label", info.label);
  out += fact(info.origin == Origin::imported ? "imported" : "started", info.created_utc);
  out += fact("resumed", continuations(info));
  out += fact("state", fmt::format("{}, {}, {}", name(info.state), duration(info.wall_seconds),
                                   show_outcomes(audited.run.cases)));
  const bool asked = info.origin != Origin::imported;
  if (asked)
    out += fact(
        "asked for",
        fmt::format("median within {}, {} rounds, seed {}{}", percent(info.precision), info.rounds,
                    info.seed,
                    info.budget_seconds > 0 ? ", budget " + duration(info.budget_seconds) : ""));
  out += fact("program",
              fmt::format("steelyard {}, method {}", info.tool_version, info.method_version));
  out += fact("command", info.command_line);
  if (audited.digests.state == DigestCheck::State::whole) {
    out += fact("digests", "the file is as it was written");
  } else {
    const auto digests = std::ranges::find(audit.findings, "digests", &Finding::check);
    if (digests != audit.findings.end()) out += fact("digests", digests->sentence);
  }
  return out;
}

}  // namespace steelyard::results
