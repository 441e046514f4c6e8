#include "results/verdicts/audit/audit.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "harness/core/case_times.hpp"
#include "harness/core/error.hpp"
#include "results/verdicts/audit/checks.hpp"
#include "results/verdicts/in_parallel.hpp"
#include "results/verdicts/ranked_chip.hpp"

namespace steelyard::results {
namespace {

constexpr std::array checks{
    check_complete, check_verified,   check_precise,   check_rounds,      check_undisturbed,
    check_probes,   check_throttling, check_clocks,    check_power_limit, check_versions,
    check_room,     check_warnings,   check_plausible, check_origin,      check_digest_chain,
};

/// Figures of every case. A time that is none in one case shall not hide the others.
void add_figures(AuditedRun& audited) {
  const RunRecord& run = audited.run;
  audited.figures.resize(run.cases.size());
  std::vector<std::uint8_t> impossible(run.cases.size());
  in_parallel(run.cases.size(), [&](std::size_t i) {
    try {
      audited.figures[i] = case_figures(run.cases[i], resampling_of(run.info, run.cases[i]));
    } catch (const DataError&) {
      impossible[i] = 1;
    }
  });
  for (std::size_t i = 0; i < run.cases.size(); ++i) {
    if (impossible[i] != 0) audited.impossible_times.push_back(run.cases[i].name);
  }
}

}  // namespace

std::string_view name(CheckResult result) {
  switch (result) {
    case CheckResult::passed:
      return "passed";
    case CheckResult::failed:
      return "failed";
    case CheckResult::not_recorded:
      break;
  }
  return "not recorded";
}

std::string_view name(CheckWeight weight) {
  return weight == CheckWeight::decides ? "decides" : "advises";
}

bool Audit::fit() const { return std::ranges::none_of(findings, is_fatal); }

AuditedRun audited_run(RunFileContent content, std::optional<std::vector<std::string>> suite,
                       const Catalogue& catalogue) {
  AuditedRun audited;
  audited.digests = check_digests(content);
  audited.run = std::move(content.run);
  audited.suite = std::move(suite);
  const ChipOfRun chip = chip_of_run(audited.run.info, catalogue);
  audited.chip = chip.chip;
  audited.label = chip.label;
  add_figures(audited);
  return audited;
}

Audit audit(const std::string& file, const AuditedRun& audited) {
  Audit out{file, audited.run.info.uuid, audited.label, audited.digests.head, {}, false};
  for (const auto& check : checks) out.findings.push_back(check(audited));
  return out;
}

Audit audit(const std::string& file, RunFileContent content,
            std::optional<std::vector<std::string>> suite, const Catalogue& catalogue) {
  return audit(file, audited_run(std::move(content), std::move(suite), catalogue));
}

}  // namespace steelyard::results
