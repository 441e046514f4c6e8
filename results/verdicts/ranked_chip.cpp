#include "results/verdicts/ranked_chip.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <set>

namespace steelyard::results {
namespace {

/// What a rank's device is called: the catalogue's id where the backend gives one.
std::string device_name(const RankInfo& rank) {
  return rank.chip_id.empty() ? rank.product : rank.chip_id;
}

std::set<std::string> device_names(const RunInfo& info) {
  std::set<std::string> names;
  for (const RankInfo& rank : info.environment.ranks) {
    const std::string name = device_name(rank);
    if (!name.empty()) names.insert(name);
  }
  return names;
}

std::string full_name(const Chip& chip) { return fmt::format("{} {}", chip.vendor, chip.name); }

}  // namespace

ChipOfRun chip_of_run(const RunInfo& info, const Catalogue& catalogue) {
  const auto devices = device_names(info);
  if (devices.size() > 1) {
    return {nullptr, fmt::format("mixed: {}", fmt::join(devices, " + ")),
            "devices of several kinds, so no peak holds for all"};
  }
  const std::string device = devices.empty() ? "" : *devices.begin();
  const Chip* reported = catalogue.find_exact(device);
  const Chip* named = catalogue.find_exact(info.chip);
  if (named != nullptr) {
    const bool doubtful = reported != nullptr && reported != named;
    return {named, full_name(*named),
            doubtful ? fmt::format("the run names this chip, its devices report {}", reported->id)
                     : ""};
  }
  if (reported != nullptr) return {reported, full_name(*reported), ""};
  const std::string label = !info.chip.empty() ? info.chip : device;
  return {nullptr, label.empty() ? "unnamed device" : label,
          "not in the catalogue, so there is no datasheet peak to compare with"};
}

RankedRun describe_file(const SummarisedRun& run) {
  const RunInfo& info = run.run.info;
  RankedRun file;
  file.file = run.name;
  file.uuid = info.uuid;
  file.created_utc = info.created_utc;
  file.tool_version = info.tool_version;
  file.command_line = info.command_line;
  file.suite_name = info.suite_name;
  file.state = info.state;
  file.wall_seconds = info.wall_seconds;
  file.warnings = info.environment.warnings;
  for (const CaseRecord& record : run.run.cases) ++file.outcomes[record.outcome];
  for (const auto& times : run.times) {
    if (times && times->disturbed_rounds > 0) ++file.disturbed_cases;
  }
  return file;
}

RankedChip describe_chip(const SummarisedRun& run, const ChipOfRun& chip) {
  const RunInfo& info = run.run.info;
  RankedChip row;
  row.label = chip.label + (info.origin == Origin::modelled ? " (modelled)" : "");
  row.chip_id = chip.chip == nullptr ? "" : chip.chip->id;
  row.note = chip.note;
  std::set<std::string> backends;
  std::set<std::string> hosts;
  for (const RankInfo& rank : info.environment.ranks) {
    backends.insert(rank.backend);
    if (!rank.host.empty()) hosts.insert(rank.host);
  }
  row.backend = fmt::format("{}", fmt::join(backends, "+"));
  row.ranks = static_cast<int>(info.environment.ranks.size());
  row.nodes = static_cast<int>(hosts.size());
  row.origin = info.origin;
  row.run_label = info.label;
  return row;
}

}  // namespace steelyard::results
