#include "results/report/gate/gate_openmetrics.hpp"

#include <fmt/format.h>

#include "results/report/ci/openmetrics.hpp"
#include "results/report/metric_words.hpp"

namespace steelyard::results {
namespace {

std::string labels_of(const GatedCase& gated) {
  return case_labels(gated.name, gated.group, gated.id);
}

/// One end of the ratio's interval, or its middle, over all cases that have it.
std::vector<GaugeSample> ratios(const GateResult& result, double Interval::*part, bool only_known) {
  std::vector<GaugeSample> out;
  for (const GatedCase& each : result.cases) {
    if (!each.ratio || (only_known && !(each.degrees > 0))) continue;
    out.push_back({labels_of(each), (*each.ratio).*part});
  }
  return out;
}

}  // namespace

std::string gate_openmetrics(const GateResult& result) {
  std::vector<GaugeSample> verdicts;
  for (const GatedCase& each : result.cases) {
    verdicts.push_back(
        {labels_of(each) + "," + openmetrics_label("verdict", name(each.verdict)), 1});
  }
  const Metric& metric = *result.metric;
  const std::string begin = "steelyard_gate_" + metric_prefix(metric, '_');
  return openmetrics_text(
      {{begin + "ratio",
        is_time(metric) ? "Figure of the candidate over that of the baseline; below 1 is slower."
                        : fmt::format("Candidate against baseline by the {}; below 1 is {}.",
                                      metric.what, metric.worse),
        ratios(result, &Interval::point, false)},
       {begin + "ratio_low", "Lower end of the ratio's 95 % interval.",
        ratios(result, &Interval::low, true)},
       {begin + "ratio_high", "Upper end of the ratio's 95 % interval.",
        ratios(result, &Interval::high, true)},
       {begin + "verdict", "1 for the verdict that a case has.", verdicts}});
}

}  // namespace steelyard::results
