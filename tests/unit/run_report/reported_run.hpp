#pragma once

#include "harness/core/record.hpp"
#include "results/report/show_text.hpp"

namespace steelyard::results::testing {

/// Two ranks; a passed allreduce of three iterations in two rounds, whose slowest times are 2, 4
/// and 3 ms; a skipped matmul; strings that would do harm if they were printed as they are.
inline RunRecord reported_run() {
  RunRecord run;
  run.info.uuid = "the-uuid";
  run.info.suite_name = "quick";
  run.info.state = RunState::complete;
  run.info.precision = 0.01;
  run.info.command_line = "steelyard run";
  run.info.environment.ranks = {{.rank = 0, .host = "n0", .device = "cpu:0", .product = "EPYC"},
                                {.rank = 1, .host = "n1", .device = "cpu:1", .product = "EPYC"}};
  run.info.environment.warnings = {"over\x1b[31msubscribed"};

  CaseRecord reduce;
  reduce.id = "aaaa";
  reduce.name = "allreduce:dtype=f32,bytes=6000";
  reduce.workload = "allreduce";
  reduce.group = "=sum(A1)";
  reduce.outcome = Outcome::passed;
  reduce.algorithm = "MPI_Allreduce, \"ring\"";
  reduce.path = "mpi";
  reduce.timing = "latency";
  reduce.work = {.message_bytes = 6000, .busbw_factor = 1.5};
  reduce.verification = {VerificationState::verified, "exact sums", "", 0.25, 77};
  reduce.target_precision = 0.01;
  reduce.reached_precision = 0.005;
  reduce.ranks = 2;
  Visit first;
  first.round = 1;
  first.samples = {0.001, 0.002, 0.004, 0.003};
  first.late = {0, 1};
  first.late_iterations = 1;
  Visit second;
  second.round = 2;
  second.samples = {0.003, 0.0015};
  second.disturbed = true;
  reduce.visits = {first, second};

  CaseRecord skipped;
  skipped.id = "bbbb";
  skipped.name = "matmul:dtype=bf16,m=8,n=8,k=8";
  skipped.workload = "matmul";
  skipped.group = "square";
  skipped.outcome = Outcome::skipped;
  skipped.reason = "needs 3 TB, has 2 TB";
  skipped.ranks = 2;
  run.cases = {reduce, skipped};
  run.telemetry = {{.seconds = 0.5, .rank = 1, .power_watts = 300}};
  return run;
}

/// The page of a run on a chip that no catalogue knows, from a file without digests.
inline std::string shown(const RunRecord& run) {
  const AuditedRun audited = audited_run({run, {}}, std::nullopt, Catalogue({}));
  return show_text(audited, audit("run.h5", audited));
}
inline std::string shown_as_markdown(const RunRecord& run) {
  const AuditedRun audited = audited_run({run, {}}, std::nullopt, Catalogue({}));
  return show_markdown(audited, audit("run.h5", audited));
}

}  // namespace steelyard::results::testing
