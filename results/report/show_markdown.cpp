#include <fmt/format.h>
#include <fmt/ranges.h>

#include "results/report/duration.hpp"
#include "results/report/markdown.hpp"
#include "results/report/show_sections.hpp"
#include "results/report/show_text.hpp"
#include "results/verdicts/telemetry_summary.hpp"

namespace steelyard::results {
namespace {

std::string case_row(const AuditedRun& audited, std::size_t index) {
  const CaseRecord& record = audited.run.cases[index];
  const auto& figures = audited.figures[index];
  auto flags = show_flags(record, figures);
  if (!record.reason.empty()) flags.push_back(record.reason);
  return markdown_row({markdown(record.group), markdown(record.name),
                       figures ? show_figure(record, *figures) : "-",
                       figures ? markdown(show_fraction(record, *figures, audited.chip)) : "",
                       markdown(fmt::format("{}", fmt::join(flags, ", ")))});
}

std::string range(const std::optional<SensorRange>& values, double unit_size) {
  if (!values) return "";
  return fmt::format("{:.0f} / {:.0f} / {:.0f}", values->least / unit_size,
                     values->median / unit_size, values->most / unit_size);
}

std::string telemetry_table(const RunRecord& run) {
  const auto devices = summarise_telemetry(run.telemetry);
  if (devices.empty()) return "";
  std::string table = markdown_head({"rank", "readings", "power W", "temperature C",
                                     "core clock MHz", "memory clock MHz", "held back by"});
  for (const DeviceTelemetry& device : devices) {
    constexpr double mega = 1e6;
    std::vector<std::string> reasons;
    for (const auto& [reason, readings] : device.throttled) {
      reasons.push_back(fmt::format("{} ({} readings)", reason, readings));
    }
    table += markdown_row({std::to_string(device.rank), std::to_string(device.readings),
                           range(device.power_watts, 1), range(device.temperature_celsius, 1),
                           range(device.core_clock_hz, mega), range(device.memory_clock_hz, mega),
                           fmt::format("{}", fmt::join(reasons, ", "))});
  }
  return "\n" + markdown_details("Sensors: least / median / most of the run", table);
}

}  // namespace

std::string show_markdown(const AuditedRun& audited, const Audit& audit) {
  const RunInfo& info = audited.run.info;
  std::string out =
      fmt::format("**{}**: suite {} on {}, {}, {}, {}, {} ({})\n\n", markdown(audit.file),
                  markdown(info.suite_name), markdown(audited.label), name(info.origin),
                  name(info.state), duration(info.wall_seconds), show_outcomes(audited.run.cases),
                  audit.fit() ? "fit to be published" : "not fit to be published");
  for (const std::string& warning : show_warnings(audited, audit)) {
    out += "- :warning: " + markdown(warning) + "\n";
  }
  std::string table = markdown_head({"group", "case", "figure", "fraction", "notes"});
  for (std::size_t i = 0; i < audited.run.cases.size(); ++i) table += case_row(audited, i);
  out += "\n" + table;
  return out + telemetry_table(audited.run);
}

}  // namespace steelyard::results
