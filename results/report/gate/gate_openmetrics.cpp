#include "results/report/gate/gate_openmetrics.hpp"

#include <fmt/format.h>

#include "harness/core/plain.hpp"

namespace steelyard::results {
namespace {

/// plain() has made a line of it; a backslash and a quote remain.
std::string label_value(std::string_view text) {
  std::string out;
  for (const char c : plain(text)) {
    if (c == '\\' || c == '"') out += '\\';
    out += c;
  }
  return out;
}

std::string labels_of(const GatedCase& gated) {
  return fmt::format("case=\"{}\",group=\"{}\",id=\"{}\"", label_value(gated.name),
                     label_value(gated.group), label_value(gated.id));
}

std::string head(std::string_view metric, std::string_view help) {
  return fmt::format("# TYPE {0} gauge\n# HELP {0} {1}\n", metric, help);
}

/// One end of the ratio's interval, or its middle, over all cases that have it.
std::string ratios(const GateResult& result, std::string_view metric, std::string_view help,
                   double Interval::*part, bool only_known) {
  std::string out = head(metric, help);
  for (const GatedCase& each : result.cases) {
    if (!each.ratio || (only_known && !(each.degrees > 0))) continue;
    out += fmt::format("{}{{{}}} {}\n", metric, labels_of(each), (*each.ratio).*part);
  }
  return out;
}

}  // namespace

std::string gate_openmetrics(const GateResult& result) {
  std::string out = ratios(result, "steelyard_gate_ratio",
                           "Figure of the candidate over that of the baseline; below 1 is slower.",
                           &Interval::point, false);
  out += ratios(result, "steelyard_gate_ratio_low", "Lower end of the ratio's 95 % interval.",
                &Interval::low, true);
  out += ratios(result, "steelyard_gate_ratio_high", "Upper end of the ratio's 95 % interval.",
                &Interval::high, true);
  out += head("steelyard_gate_verdict", "1 for the verdict that a case has.");
  for (const GatedCase& each : result.cases) {
    out += fmt::format("steelyard_gate_verdict{{{},verdict=\"{}\"}} 1\n", labels_of(each),
                       name(each.verdict));
  }
  return out + "# EOF\n";
}

}  // namespace steelyard::results
