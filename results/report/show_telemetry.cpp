#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "results/report/plain_text.hpp"
#include "results/report/quantity.hpp"
#include "results/report/show_sections.hpp"
#include "results/verdicts/telemetry_summary.hpp"

namespace steelyard::results {
namespace {

void add(std::vector<std::string>& parts, std::string_view what,
         const std::optional<SensorRange>& range, double unit_size, std::string_view unit) {
  if (!range) return;
  parts.push_back(fmt::format("{} {:.0f} / {:.0f} / {:.0f} {}", what, range->least / unit_size,
                              range->median / unit_size, range->most / unit_size, unit));
}

std::string device_line(const DeviceTelemetry& device, const Environment& environment) {
  std::vector<std::string> parts;
  constexpr double mega = 1e6;
  add(parts, "power", device.power_watts, 1, "W");
  add(parts, "temperature", device.temperature_celsius, 1, "C");
  add(parts, "core clock", device.core_clock_hz, mega, "MHz");
  add(parts, "memory clock", device.memory_clock_hz, mega, "MHz");
  for (const auto& [reason, readings] : device.throttled) {
    parts.push_back(
        fmt::format("held back by {} in {}", reason,
                    percent(static_cast<double>(readings) / static_cast<double>(device.readings))));
  }
  if (parts.empty()) parts.emplace_back("no sensor");
  const auto rank = std::ranges::find(environment.ranks, device.rank, &RankInfo::rank);
  const std::string where =
      rank == environment.ranks.end() ? "" : " (" + rank->host + ", " + rank->device + ")";
  return wrapped(plain(fmt::format("{}{}: {}; {}", device.rank, where,
                                   counted(device.readings, "reading"), fmt::join(parts, "; "))),
                 2, 4);
}

}  // namespace

std::string show_telemetry(const RunRecord& run) {
  const auto devices = summarise_telemetry(run.telemetry);
  if (devices.empty()) return "";
  std::string out = heading("Sensors of the devices, by rank: least / median / most of the run");
  for (const DeviceTelemetry& device : devices) out += device_line(device, run.info.environment);
  return out;
}

}  // namespace steelyard::results
