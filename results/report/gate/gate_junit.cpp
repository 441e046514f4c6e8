#include "results/report/gate/gate_junit.hpp"

#include <utility>
#include <vector>

#include "results/report/ci/junit.hpp"
#include "results/report/gate/gate_text.hpp"
#include "results/report/metric_words.hpp"

namespace steelyard::results {
namespace {

JunitEnd end_of(GateVerdict verdict) {
  switch (verdict) {
    case GateVerdict::regressed:
      return JunitEnd::failure;
    case GateVerdict::failed:
    case GateVerdict::missing:
      return JunitEnd::error;
    case GateVerdict::inconclusive:
    case GateVerdict::added:
      return JunitEnd::skipped;
    case GateVerdict::improved:
    case GateVerdict::pass:
      return JunitEnd::passed;
  }
  return JunitEnd::passed;
}

}  // namespace

std::string gate_junit(const GateResult& result) {
  JunitSuite suite{"steelyard gate" + by_metric(*result.metric), {}, {}};
  suite.properties.emplace_back("verdict", name(result.verdict));
  if (!is_time(*result.metric)) suite.properties.emplace_back("metric", result.metric->name);
  suite.properties.emplace_back("noise", result.noise);
  for (const std::string& each : result.changes) suite.properties.emplace_back("changed", each);
  for (const std::string& each : result.allowed) suite.properties.emplace_back("allowed", each);
  for (const GatedCase& each : result.cases) {
    std::vector<std::string> said{gate_numbers(each, *result.metric)};
    if (!each.carried_by.words.empty()) said.push_back(sentence(each.carried_by));
    suite.tests.push_back({each.name, each.group, end_of(each.verdict),
                           std::string(name(each.verdict)), gate_cause(each, *result.metric),
                           std::move(said)});
  }
  return junit_xml(suite);
}

}  // namespace steelyard::results
