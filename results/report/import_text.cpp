#include "results/report/import_text.hpp"

#include <fmt/format.h>

#include <numeric>

#include "results/report/plain_text.hpp"

namespace steelyard::results {
namespace {

std::string reasons(const import::Reading& reading) {
  std::string out;
  for (const import::LeftOut& each : reading.left_out) {
    const std::string place =
        each.first_line == 0 ? "" : fmt::format(" (first in line {})", each.first_line);
    out += wrapped(fmt::format("{} left out: {}{}", each.results, plain(each.reason), place), 4, 2);
  }
  return out;
}

std::string source_text(const import::Source& source) {
  const import::Reading& reading = source.reading;
  const std::size_t left_out = std::accumulate(
      reading.left_out.begin(), reading.left_out.end(), std::size_t{0},
      [](std::size_t sum, const import::LeftOut& each) { return sum + each.results; });
  std::string tool = fmt::format("format {}", source.format->name);
  if (!reading.version.empty()) tool += ", version " + plain(reading.version);
  std::string out = wrapped(fmt::format("{} ({})", plain(source.file), tool), 0);
  out += wrapped(fmt::format("{}: {} read, {} left out", counted(reading.read + left_out, "result"),
                             reading.read, left_out),
                 2);
  out += reasons(reading);
  for (const std::string& warning : reading.warnings) {
    out += wrapped("warning: " + plain(warning), 4, 2);
  }
  return out;
}

}  // namespace

std::string import_text(const import::Imported& imported, const std::string& output) {
  std::string out;
  for (const import::Source& source : imported.sources) out += source_text(source);
  const RunInfo& info = imported.run.info;
  out += wrapped(fmt::format("chip: {}", info.chip.empty() ? "not known; name it with --chip ID"
                                                           : plain(info.chip)),
                 0);
  out += wrapped(
      fmt::format("{}, origin {}", counted(imported.run.cases.size(), "case"), name(info.origin)),
      0);
  out += wrapped("run file: " + plain(output), 0);
  return out;
}

}  // namespace steelyard::results
