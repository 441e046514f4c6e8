#pragma once

#include <string>
#include <string_view>
#include <vector>

/// OpenMetrics text, for the textfile collector of node_exporter or a push gateway.
namespace steelyard::results {

struct GaugeSample {
  std::string labels;  ///< by case_labels() or openmetrics_label(), with commas between
  double value = 0;
};

/// A gauge: every sample must have other labels. Name and help are the program's own words.
struct Gauge {
  std::string name;
  std::string help;
  std::vector<GaugeSample> samples;
};

/// name="value". The value may come from anybody.
std::string openmetrics_label(std::string_view name, std::string_view value);

/// case="...",group="...",id="...": what a case is known by.
std::string case_labels(std::string_view name, std::string_view group, std::string_view id);

/// The whole text, gauges in their order, "# EOF" at the end.
std::string openmetrics_text(const std::vector<Gauge>& gauges);

}  // namespace steelyard::results
