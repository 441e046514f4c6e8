// Can it be believed: physics, origin, digests.
#include <fmt/format.h>

#include "results/verdicts/audit/checks.hpp"
#include "results/verdicts/excess.hpp"

namespace steelyard::results {

Finding check_plausible(const AuditedRun& audited) {
  Finding finding{.check = "plausible"};
  std::size_t doubtful = 0;
  for (const std::string& name : audited.impossible_times) {
    finding.named.push_back(name + ": a time that no iteration can take");
  }
  for (std::size_t i = 0; i < audited.run.cases.size(); ++i) {
    const CaseRecord& record = audited.run.cases[i];
    if (record.outcome == Outcome::implausible) {
      finding.named.push_back(fmt::format("{}: {}", record.name, record.reason));
      continue;
    }
    if (!audited.figures[i] || !is_measured(record)) continue;
    const auto over =
        excess(record, *audited.figures[i], audited.chip, placement_of(audited.run.info));
    if (over && over->certain) {
      finding.named.push_back(fmt::format("{}: {}", record.name, over->sentence));
    }
    if (over && !over->certain) ++doubtful;
  }
  if (!finding.named.empty()) {
    finding.result = CheckResult::failed;
    finding.sentence = fmt::format("{} faster than physics allows.",
                                   count_of_cases(finding.named.size(), audited.run.cases.size()));
    finding.remedy =
        "Find out what was measured instead of the work: a clock, a cache, a kernel that does "
        "nothing.";
    return finding;
  }
  const std::string doubt = doubtful == 0
                                ? ""
                                : fmt::format(" {} above a limit of low confidence.",
                                              count_of_cases(doubtful, audited.run.cases.size()));
  if (audited.chip == nullptr) {
    finding.result = CheckResult::not_recorded;
    finding.sentence = "The catalogue does not know the chip, so nothing limits its figures.";
    finding.remedy = "Name the chip with --chip, or add it to the catalogue (docs/adding.md).";
    return finding;
  }
  finding.sentence = fmt::format("No figure is above what the datasheet of {} allows.{}",
                                 audited.chip->name, doubt);
  return finding;
}

Finding check_origin(const AuditedRun& audited) {
  Finding finding{.check = "origin"};
  const Origin origin = audited.run.info.origin;
  finding.sentence =
      fmt::format("The numbers are {}{}.", name(origin),
                  origin == Origin::measured ? " on the devices named" : ", not measured");
  if (origin == Origin::measured) return finding;
  finding.result = CheckResult::failed;
  finding.remedy = "Only what this program measured on a device is fit; run the suite there.";
  return finding;
}

Finding check_digest_chain(const AuditedRun& audited) {
  Finding finding{.check = "digests"};
  using State = DigestCheck::State;
  switch (audited.digests.state) {
    case State::whole:
      finding.sentence =
          fmt::format("The file is as it was written. Its head is {}.", audited.digests.head);
      break;
    case State::altered:
      finding.result = CheckResult::failed;
      finding.named = audited.digests.altered;
      for (std::string& each : finding.named) each += " not what was written";
      finding.sentence = "The file was altered since it was written.";
      finding.remedy = "Go back to the file as the run left it.";
      break;
    case State::none:
      finding.result = CheckResult::not_recorded;
      finding.sentence =
          "The file has no digests, so whether it was altered since it was written cannot be told.";
      finding.remedy = "Run the suite again with a program that writes them.";
      break;
    case State::newer_form:
      finding.result = CheckResult::not_recorded;
      finding.sentence = "The digests are of a form that this program does not know.";
      finding.remedy = "Audit it with a newer program.";
      break;
  }
  return finding;
}

}  // namespace steelyard::results
