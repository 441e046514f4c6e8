#include "results/report/gate/gate_csv.hpp"

#include "results/report/csv.hpp"

namespace steelyard::results {
namespace {

std::string line_of(const GatedCase& gated, const Metric& metric) {
  const bool known = gated.degrees > 0;
  const auto if_known = [&](double value) { return known ? csv_number(value) : ""; };
  std::string ratio;
  std::string low;
  std::string high;
  if (gated.ratio) {
    ratio = csv_number(gated.ratio->point);
    low = if_known(gated.ratio->low);
    high = if_known(gated.ratio->high);
  }
  return csv_line({csv_cell(gated.id), csv_cell(gated.name), csv_cell(gated.group),
                   std::string(name(gated.verdict)), csv_cell(gated.reason),
                   std::to_string(gated.baseline_runs), std::to_string(gated.candidate_runs), ratio,
                   low, high, if_known(gated.spread), if_known(gated.degrees),
                   if_known(gated.floor), if_known(gated.p_value),
                   gated.detectable > 0 ? csv_number(gated.detectable) : "",
                   gated.more_runs > 0 ? std::to_string(gated.more_runs) : "",
                   csv_cell(gated.carried_by.words), std::string(metric.name)});
}

}  // namespace

std::string gate_csv(const GateResult& result) {
  std::string out =
      csv_line({"case_id", "case", "group", "verdict", "reason", "baseline_runs", "candidate_runs",
                "ratio", "ratio_low", "ratio_high", "spread", "degrees", "floor", "p_value",
                "detectable", "more_runs", "carried_by", "metric"});
  for (const GatedCase& each : result.cases) out += line_of(each, *result.metric);
  return out;
}

}  // namespace steelyard::results
