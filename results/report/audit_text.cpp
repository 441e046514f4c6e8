#include "results/report/audit_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "results/report/markdown.hpp"
#include "results/report/plain_text.hpp"

namespace steelyard::results {
namespace {

/// So many of what a check names are printed; JSON has all.
constexpr std::size_t most_named = 8;

std::string_view mark(const Finding& finding) {
  if (is_fatal(finding)) return "FAILED";
  if (finding.result == CheckResult::failed) return "warning";
  return finding.result == CheckResult::passed ? "passed" : "unknown";
}

int place(const Finding& finding) {
  if (is_fatal(finding)) return 0;
  if (finding.result == CheckResult::failed) return 1;
  return finding.result == CheckResult::not_recorded ? 2 : 3;
}

std::vector<Finding> worst_first(std::vector<Finding> findings) {
  std::ranges::stable_sort(findings, {}, place);
  return findings;
}

std::string verdict(const Audit& audit) {
  if (audit.of_pack) return audit.fit() ? "as it was written" : "NOT as it was written";
  const auto count = [&](int wanted) { return std::ranges::count(audit.findings, wanted, place); };
  std::string text = audit.fit() ? "fit to be published" : "NOT fit to be published";
  text += audit.fit() ? fmt::format(": {} checks passed", count(3))
                      : fmt::format(": {} of {} checks failed", count(0), audit.findings.size());
  if (count(1) > 0) text += fmt::format(", {} with a warning", count(1));
  if (count(2) > 0) text += fmt::format(", {} unknown", count(2));
  return text;
}

std::string rest(const Finding& finding) {
  const std::size_t left = finding.named.size() - std::min(most_named, finding.named.size());
  return left == 0 ? "" : fmt::format("... and {} more", left);
}

std::string entry(const Finding& finding) {
  constexpr std::size_t indent = 2;
  constexpr std::size_t hanging = 22;
  std::string out =
      wrapped(padded(mark(finding), 8) + padded(finding.check, 12) + "  " + plain(finding.sentence),
              indent, hanging);
  for (std::size_t i = 0; i < std::min(most_named, finding.named.size()); ++i) {
    out += wrapped("- " + plain(finding.named[i]), indent + hanging, 2);
  }
  if (!rest(finding).empty()) out += wrapped(rest(finding), indent + hanging);
  if (!finding.remedy.empty()) out += wrapped("-> " + finding.remedy, indent + hanging, 3);
  return out;
}

}  // namespace

std::string audit_text(const Audit& audit) {
  std::string out = wrapped(plain(audit.file) + ": " + verdict(audit), 0);
  if (!audit.of_pack) {
    out += wrapped(fmt::format("run {} on {}", plain(audit.run_uuid), plain(audit.label)), 2);
  }
  for (const Finding& finding : worst_first(audit.findings)) out += entry(finding);
  return out;
}

std::string audit_markdown(const Audit& audit) {
  std::string out = fmt::format("**{}**: {}\n\n", markdown(audit.file), verdict(audit));
  out += markdown_head({"", "check", "finding"});
  for (const Finding& finding : worst_first(audit.findings)) {
    std::string text = markdown(finding.sentence);
    for (std::size_t i = 0; i < std::min(most_named, finding.named.size()); ++i) {
      text += "<br>" + markdown(finding.named[i]);
    }
    if (!rest(finding).empty()) text += "<br>" + markdown(rest(finding));
    if (!finding.remedy.empty()) text += "<br>&rarr; " + markdown(finding.remedy);
    out += markdown_row({std::string(mark(finding)), markdown(finding.check), text});
  }
  return out;
}

}  // namespace steelyard::results
