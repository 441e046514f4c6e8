#include "tests/unit/audit/fit_run.hpp"

#include <gtest/gtest.h>

#include <limits>

#include "harness/core/digest.hpp"

namespace steelyard::results::test {
namespace {

/// Rounds far apart in time, all alike in everything but their number.
void add_rounds(CaseRecord& record, double seconds, double start) {
  record.visits.clear();
  for (int round = 1; round <= 3; ++round) {
    Visit visit;
    visit.round = round;
    for (int i = 0; i < 40; ++i) visit.samples.push_back(seconds * (1 + 1e-4 * (i % 5)));
    visit.batches = {{.samples = 10, .wall_seconds = 0.01, .clock_rate = 3.0e9},
                     {.samples = 10, .wall_seconds = 0.01, .clock_rate = 3.03e9}};
    visit.probe_before.rate = 1e12;
    visit.probe_after.rate = 1.02e12;
    visit.start_seconds = start + 100 * round;
    visit.wall_seconds = 1;
    record.visits.push_back(visit);
  }
}

RankInfo rank_on(const std::string& host, int rank) {
  RankInfo info = rank_info(rank, "One", "acme-one");
  info.host = host;
  info.device = "cuda:0";
  info.vendor = "Acme";
  info.driver = "1.0";
  info.firmware = "2.0";
  info.library_versions = "lib 3.0";
  info.threads = 2;
  info.cpu_binding = "0-3";
  return info;
}

}  // namespace

RunRecord fit_run() {
  RunRecord run = named_run("fit.h5", "acme-one", {}, "acme-one").run;
  RunInfo& info = run.info;
  info.suite_name = "three";
  info.suite_text = "name: three\n";
  info.suite_sha256 = sha256(info.suite_text);
  info.rounds = 3;
  info.wall_seconds = 400;
  info.environment.ranks = {rank_on("a", 0), rank_on("b", 1)};
  for (const char* host : {"a", "b"}) {
    info.environment.nodes.push_back(
        {host, {{"cpus", "8"}, {"power_limit_watts cuda:0", "500"}}, ""});
  }
  run.cases = {matmul_case("bf16", 1024, 1, 2), matmul_case("bf16", 2048, 1, 2),
               allreduce_case(4096, 1, 2)};
  add_rounds(run.cases[0], 1e-3, 0);
  add_rounds(run.cases[1], 1e-2, 10);
  add_rounds(run.cases[2], 1e-5, 20);
  for (CaseRecord& record : run.cases) {
    record.target_precision = 0.01;
    record.reached_precision = 0.001;
  }
  const double none = std::numeric_limits<double>::quiet_NaN();
  for (const CaseRecord& record : run.cases) {
    for (const Visit& visit : record.visits) {
      for (const int rank : {0, 1}) {
        run.telemetry.push_back({visit.start_seconds + 0.5, rank, 400, none, 50, 1.5e9, none, 0});
      }
    }
  }
  return run;
}

Audit audit_of(const std::function<void(RunRecord&)>& change) {
  RunRecord run = fit_run();
  std::vector<std::string> suite;
  for (const CaseRecord& record : run.cases) suite.push_back(record.name);
  change(run);
  Chip chip = round_chip();
  chip.tdp_watts = figure(500);
  const RunDigests digests = digests_of(run);
  return audit("fit.h5", {run, {digest_form, digests}}, suite, Catalogue({chip}));
}

Finding finding_of(const Audit& audit, const std::string& check) {
  for (const Finding& finding : audit.findings) {
    if (finding.check == check) return finding;
  }
  ADD_FAILURE() << "no check " << check;
  return {};
}

Finding finding_of(const std::string& check, const std::function<void(RunRecord&)>& change) {
  return finding_of(audit_of(change), check);
}

}  // namespace steelyard::results::test
