#include "results/report/ci/openmetrics.hpp"

#include <fmt/format.h>

#include <iterator>

#include "harness/core/plain.hpp"

namespace steelyard::results {

std::string openmetrics_label(std::string_view name, std::string_view value) {
  std::string out = fmt::format("{}=\"", name);
  // plain() has made a line of it; a backslash and a quote remain.
  for (const char c : plain(value)) {
    if (c == '\\' || c == '"') out += '\\';
    out += c;
  }
  return out + '"';
}

std::string case_labels(std::string_view name, std::string_view group, std::string_view id) {
  return fmt::format("{},{},{}", openmetrics_label("case", name), openmetrics_label("group", group),
                     openmetrics_label("id", id));
}

std::string openmetrics_text(const std::vector<Gauge>& gauges) {
  std::string out;
  for (const Gauge& gauge : gauges) {
    fmt::format_to(std::back_inserter(out), "# TYPE {0} gauge\n# HELP {0} {1}\n", gauge.name,
                   gauge.help);
    for (const GaugeSample& each : gauge.samples) {
      fmt::format_to(std::back_inserter(out), "{}{{{}}} {}\n", gauge.name, each.labels, each.value);
    }
  }
  return out + "# EOF\n";
}

}  // namespace steelyard::results
