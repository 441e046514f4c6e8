#include "results/verdicts/summarised_run.hpp"

#include <algorithm>

namespace steelyard::results {
namespace {

void drop_topologies(Environment& environment) {
  for (NodeInfo& node : environment.nodes) {
    node.topology_xml.clear();
    node.topology_xml.shrink_to_fit();
  }
}

}  // namespace

SummarisedRun summarise(NamedRun named) {
  SummarisedRun summarised;
  summarised.name = std::move(named.name);
  summarised.run = std::move(named.run);
  const SensorTraces traces(summarised.run.telemetry);
  for (CaseRecord& record : summarised.run.cases) {
    summarised.times.push_back(case_times(record, traces));
    record.visits = {};
  }
  summarised.run.telemetry = {};
  RunInfo& info = summarised.run.info;
  info.suite_text = {};
  drop_topologies(info.environment);
  for (Continuation& each : info.continuations) drop_topologies(each.environment);
  return summarised;
}

bool has_figures(const CaseRecord& record, const std::optional<CaseTimes>& times) {
  return has_samples(record.outcome) && record.verification.state != VerificationState::failed &&
         times && times->fault.empty();
}

bool has_quoted_times(const SummarisedRun& run) {
  return std::none_of(run.times.begin(), run.times.end(), [](const auto& times) {
    return times && times->fault.empty() && times->quoted.empty();
  });
}

}  // namespace steelyard::results
