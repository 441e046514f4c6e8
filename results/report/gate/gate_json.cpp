#include "results/report/gate/gate_json.hpp"

#include <nlohmann/json.hpp>

#include "results/report/carrier_json.hpp"
#include "results/report/metric_json.hpp"

namespace steelyard::results {
namespace {

using Json = nlohmann::ordered_json;

/// Ends that mean nothing are null.
Json to_json(const Interval& interval, bool known) {
  if (!known) return {{"low", nullptr}, {"point", interval.point}, {"high", nullptr}};
  return {{"low", interval.low}, {"point", interval.point}, {"high", interval.high}};
}

Json to_json(const GatedCase& gated) {
  const bool known = gated.degrees > 0;
  Json out{{"id", gated.id},
           {"name", gated.name},
           {"group", gated.group},
           {"verdict", name(gated.verdict)},
           {"reason", gated.reason},
           {"baseline_runs", gated.baseline_runs},
           {"candidate_runs", gated.candidate_runs},
           {"ratio", nullptr},
           {"spread", nullptr},
           {"degrees", gated.degrees},
           {"floor", nullptr},
           {"p_value", nullptr},
           {"detectable", nullptr},
           {"more_runs", gated.more_runs},
           {"carried_by", carrier_json(gated.carried_by)}};
  if (gated.ratio) out["ratio"] = to_json(*gated.ratio, known);
  if (known) {
    out["spread"] = gated.spread;
    out["floor"] = gated.floor;
    out["p_value"] = gated.p_value;
  }
  if (gated.detectable > 0) out["detectable"] = gated.detectable;
  return out;
}

Json to_json(const GatedAgain& again) {
  Json out{{"turns", again.turns}, {"failure", again.failure}, {"cases", Json::array()}};
  for (const GatedCase& each : again.cases) out["cases"].push_back(to_json(each));
  return out;
}

}  // namespace

std::string gate_json(const GateResult& result) {
  Json counts = Json::object();
  for (const auto& [verdict, count] : result.counts) counts[std::string(name(verdict))] = count;
  Json out{{"format", "steelyard-gate"},
           {"version", 1},
           {"metric", metric_json(*result.metric)},
           {"verdict", name(result.verdict)},
           {"counts", counts},
           {"ratio", nullptr},
           {"baseline", result.baseline},
           {"noise", result.noise},
           {"noise_runs", result.noise_runs},
           {"changes", result.changes},
           {"allowed", result.allowed},
           {"again", nullptr},
           {"cases", Json::array()}};
  if (result.ratio) out["ratio"] = to_json(*result.ratio, result.ratio->low < result.ratio->high);
  if (result.again) out["again"] = to_json(*result.again);
  for (const GatedCase& each : result.cases) out["cases"].push_back(to_json(each));
  return out.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace steelyard::results
