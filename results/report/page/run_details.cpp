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

}  // namespace

RunDetails run_details(const NamedRun& run) {
  RunDetails details{run.name, run.run.info, {}};
  details.info.suite_text.clear();
  drop_topologies(details.info.environment);
  for (Continuation& each : details.info.continuations) drop_topologies(each.environment);
  // Another tool's times are of all ranks together, or of nobody knows which.
  const bool by_rank = run.run.info.origin != Origin::imported;
  for (const CaseRecord& record : run.run.cases) {
    details.cases.push_back(
        {without_visits(record),
         by_rank ? rank_times(record, run.run.info.environment) : std::vector<RankTimes>{}});
  }
  return details;
}

const CaseDetails* find_case(const RunDetails& run, const std::string& id) {
  const auto found = std::find_if(run.cases.begin(), run.cases.end(),
                                  [&](const CaseDetails& each) { return each.record.id == id; });
  return found == run.cases.end() ? nullptr : &*found;
}

}  // namespace steelyard::results::page
