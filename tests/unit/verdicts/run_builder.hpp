#pragma once

#include <string>
#include <utility>
#include <vector>

#include "harness/core/case_spec.hpp"
#include "harness/core/record.hpp"
#include "results/chips/catalogue.hpp"
#include "results/verdicts/ranking.hpp"

/// Runs made by hand, for tests of figures, rankings and their print.
namespace steelyard::results::test {

/// A round of one rank.
inline Visit visit_of(int round, std::vector<double> samples) {
  Visit visit;
  visit.round = round;
  visit.samples = std::move(samples);
  return visit;
}

/// Five times around `seconds`, 2 % apart, per round; three rounds that drift by 1 % around it.
inline std::vector<Visit> steady_visits(double seconds, int ranks = 1) {
  std::vector<Visit> visits;
  for (int round = 0; round < 3; ++round) {
    std::vector<double> samples;
    for (int i = 0; i < 5; ++i) {
      const double time = seconds * (1 + 0.02 * (i - 2)) * (1 + 0.01 * (round - 1));
      for (int rank = 0; rank < ranks; ++rank) {
        samples.push_back(rank + 1 == ranks ? time : time * 0.9);
      }
    }
    visits.push_back(visit_of(round, samples));
  }
  return visits;
}

inline CaseRecord passed_case(std::string name, std::string group, double seconds, int ranks) {
  CaseRecord record;
  record.name = std::move(name);
  record.group = std::move(group);
  record.workload = parse_case(record.name).workload;
  record.method_version = 1;
  record.data_pattern = "normal";
  record.id = case_id(record.name, record.method_version, record.data_pattern);
  record.outcome = Outcome::passed;
  record.verification.state = VerificationState::verified;
  record.ranks = ranks;
  record.visits = steady_visits(seconds, ranks);
  return record;
}

/// A square matmul that takes `seconds`.
inline CaseRecord matmul_case(const std::string& dtype, double n, double seconds, int ranks = 1) {
  const std::string side = std::to_string(static_cast<long>(n));
  CaseRecord record = passed_case(
      "matmul:dtype=" + dtype + ",m=" + side + ",n=" + side + ",k=" + side + ",trans=nt", "square",
      seconds, ranks);
  record.timing = "device-events";
  record.work.flops = 2 * n * n * n;
  record.work.bytes_moved = 3 * n * n * 2;
  return record;
}

/// An allreduce of f32 over `ranks` that takes `seconds`.
inline CaseRecord allreduce_case(double bytes, double seconds, int ranks) {
  CaseRecord record =
      passed_case("allreduce:dtype=f32,bytes=" + std::to_string(static_cast<long>(bytes)) +
                      ",op=sum,ranks=" + std::to_string(ranks),
                  "allreduce", seconds, ranks);
  record.timing = "pipelined";
  record.path = "native";
  record.work.message_bytes = bytes;
  record.work.busbw_factor = 2.0 * (ranks - 1) / ranks;
  return record;
}

inline RankInfo rank_info(int rank, std::string product, std::string chip_id = "") {
  RankInfo info;
  info.rank = rank;
  info.host = "node1";
  info.backend = chip_id.empty() ? "cpu" : "cuda";
  info.product = std::move(product);
  info.chip_id = std::move(chip_id);
  return info;
}

inline NamedRun named_run(std::string file, std::string chip, std::vector<CaseRecord> cases,
                          std::string chip_id = "") {
  NamedRun run;
  run.name = file;
  run.run.info.uuid = "uuid of " + file;
  run.run.info.created_utc = "2026-11-22T04:06:12Z";
  run.run.info.tool_version = "0.1.0";
  run.run.info.chip = chip;
  run.run.info.state = RunState::complete;
  run.run.info.environment.ranks = {rank_info(0, std::move(chip), std::move(chip_id))};
  run.run.cases = std::move(cases);
  return run;
}

inline std::vector<SummarisedRun> summarised(const std::vector<NamedRun>& runs) {
  std::vector<SummarisedRun> all;
  for (const NamedRun& run : runs) all.push_back(summarise(run));
  return all;
}

/// results::rank() of runs with their samples.
inline Ranking rank(const std::vector<NamedRun>& runs, const ReferenceBaseline& baseline,
                    const Catalogue& catalogue, const RankOptions& options = {}) {
  return results::rank(summarised(runs), baseline, catalogue, options);
}

inline Ranking rank(const std::vector<NamedRun>& runs, const NamedRun& baseline,
                    const Catalogue& catalogue, const RankOptions& options = {}) {
  return results::rank(summarised(runs), summarise(baseline), catalogue, options);
}

inline Figure figure(double value, Confidence confidence = Confidence::high) {
  return {value, {"a datasheet", SourceKind::datasheet, confidence, true, ""}};
}

/// A chip with round figures: 100 TFLOP/s bf16, 200 TOP/s int8, 50 tf32, 1000 GB/s memory,
/// 400 GB/s links in both directions together.
inline Chip round_chip(const std::string& id = "acme-one", const std::string& name = "One") {
  Chip chip;
  chip.id = id;
  chip.vendor = "Acme";
  chip.name = name;
  chip.dense_peak_tflops["bf16"] = figure(100);
  chip.dense_peak_tflops["int8"] = figure(200);
  chip.dense_peak_tflops["tf32"] = figure(50);
  chip.memory_bandwidth_gb_s = figure(1000);
  chip.interconnect.value = "links";
  chip.interconnect_gb_s = figure(400);
  return chip;
}

/// A reference over round_chip() with published rows for bf16 at 1024 and an 8-device allreduce.
inline ReferenceBaseline round_reference() {
  std::vector<PublishedRow> rows;
  rows.push_back({"matmul",
                  {{"dtype", "bf16"}, {"m", "1024"}, {"n", "1024"}, {"k", "1024"}},
                  0,
                  80e12,
                  1,
                  "a user's report",
                  Confidence::low,
                  ""});
  rows.push_back({"allreduce",
                  {{"dtype", "f32"}},
                  1e9,
                  160e9,
                  8,
                  "another report",
                  Confidence::low,
                  "without reduction in the switch"});
  rows.push_back({"allreduce",
                  {{"dtype", "f32"}},
                  1e9,
                  210e9,
                  8,
                  "another report",
                  Confidence::low,
                  "with reduction in the switch"});
  return ReferenceBaseline("Acme One, published figures", round_chip(), 8, std::move(rows));
}

}  // namespace steelyard::results::test
