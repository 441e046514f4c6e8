#pragma once

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "results/verdicts/gate/gate.hpp"
#include "tests/unit/hostile_text.hpp"

/// A verdict with a case of each kind, and one whose every text is hostile.
namespace steelyard::results::test {

inline GatedCase made_case(const std::string& id, GateVerdict verdict) {
  GatedCase out;
  out.id = id;
  out.name = "case-" + id;
  out.group = "group-" + id;
  out.verdict = verdict;
  return out;
}

inline GatedCase judged_case(const std::string& id, GateVerdict verdict, double ratio) {
  GatedCase out = made_case(id, verdict);
  out.baseline_runs = 5;
  out.candidate_runs = 3;
  out.ratio = Interval{ratio - 0.01, ratio, ratio + 0.01};
  out.spread = 0.005;
  out.degrees = 6;
  out.floor = 0.01;
  out.p_value = 0.0001;
  out.detectable = 0.03;
  return out;
}

inline GateResult made_result(std::vector<GatedCase> cases) {
  GateResult out;
  out.cases = std::move(cases);
  for (const GatedCase& each : out.cases) {
    ++out.counts[each.verdict];
    out.verdict = std::max(out.verdict, each.verdict);
  }
  out.noise = "from 5 runs";
  return out;
}

/// One case of each verdict; regressed twice, the smaller loss first.
inline GateResult every_verdict() {
  GatedCase unknown = judged_case("i", GateVerdict::inconclusive, 0.75);
  unknown.degrees = 0;
  unknown.detectable = 0;
  unknown.reason = "Too few runs.";
  GatedCase failed = made_case("f", GateVerdict::failed);
  failed.reason = "timeout in tonight.h5";
  GatedCase added = made_case("a", GateVerdict::added);
  added.reason = "Not in the baseline.";
  GatedCase first = judged_case("r1", GateVerdict::regressed, 0.875);
  first.carried_by = {"not known: too few", false, {}};
  GatedCase second = judged_case("r2", GateVerdict::regressed, 0.5);
  second.carried_by = {"rank 3 (node1, cuda:3)", true, {{3, "node1", "cuda:3", 0.5, true}}};
  GateResult out = made_result({judged_case("p", GateVerdict::pass, 1.0), unknown, first, second,
                                failed, made_case("m", GateVerdict::missing), added,
                                judged_case("b", GateVerdict::improved, 1.25)});
  out.ratio = Interval{0.9, 0.95, 0.99};
  out.changes = {"driver: 1 before, 2 now"};
  out.allowed = {"nodes: a, b"};
  return out;
}

inline GateResult hostile_result() {
  GatedCase gated = judged_case("h", GateVerdict::regressed, 0.5);
  gated.id = gated.name = gated.group = gated.reason = hostile;
  gated.carried_by = {hostile, true, {{0, hostile, hostile, 0.5, true}}};
  GateResult out = made_result({gated});
  out.changes = out.allowed = {hostile};
  out.noise = hostile;
  return out;
}

}  // namespace steelyard::results::test
