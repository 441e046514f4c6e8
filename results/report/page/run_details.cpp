#include "results/report/page/run_details.hpp"

#include <algorithm>

namespace steelyard::results::page {
namespace {

void drop_topologies(Environment& environment) {
  for (NodeInfo& node : environment.nodes) node.topology_xml.clear();
}

CaseRecord without_visits(const CaseRecord& record) {
  CaseRecord copy;
  copy.id = record.id;
  copy.name = record.name;
  copy.workload = record.workload;
  copy.group = record.group;
  copy.method_version = record.method_version;
  copy.data_pattern = record.data_pattern;
  copy.outcome = record.outcome;
  copy.path = record.path;
  copy.timing = record.timing;
  copy.algorithm = record.algorithm;
  copy.work = record.work;
  copy.ranks = record.ranks;
  return copy;
}

/// Another tool's times are of all ranks together, or of nobody knows which. All devices of a model
/// take the same times, so the first stands for them.
std::vector<RankTimes> times_of(const CaseRecord& record, const RunInfo& info) {
  if (info.origin == Origin::imported) return {};
  std::vector<RankTimes> ranks = rank_times(record, info.environment);
  if (info.origin == Origin::modelled && ranks.size() > 1) ranks.resize(1);
  return ranks;
}

}  // namespace

RunDetails run_details(const NamedRun& run) {
  const RunInfo& info = run.run.info;
  RunDetails details{run.name, info, {}};
  details.info.suite_text.clear();
  drop_topologies(details.info.environment);
  for (Continuation& each : details.info.continuations) drop_topologies(each.environment);
  for (const CaseRecord& record : run.run.cases) {
    details.cases.push_back({without_visits(record), times_of(record, info)});
  }
  return details;
}

const CaseDetails* find_case(const RunDetails& run, const std::string& id) {
  const auto found = std::find_if(run.cases.begin(), run.cases.end(),
                                  [&](const CaseDetails& each) { return each.record.id == id; });
  return found == run.cases.end() ? nullptr : &*found;
}

}  // namespace steelyard::results::page
