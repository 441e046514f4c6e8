#include "tests/unit/store/sample_run.hpp"

#include <gtest/gtest.h>
#include <stdlib.h>

#include <cmath>
#include <fstream>
#include <limits>
#include <sstream>
#include <stdexcept>
#include <tuple>

#include "results/store/run_file.hpp"

namespace steelyard::results::testing {
namespace {

RankInfo rank_info(int rank) {
  const std::string n = std::to_string(rank);
  return {.rank = rank,
          .host = "host-" + n,
          .backend = "backend-" + n,
          .device = "device:" + n,
          .vendor = "vendor " + n,
          .product = "Prodükt " + n,
          .chip_id = "chip-" + n,
          .uuid = "uuid-" + n,
          .pci_bus_id = "0000:0" + n,
          .driver = "driver " + n,
          .firmware = rank == 1 ? "" : "firmware " + n,
          .library_versions = std::string(static_cast<std::size_t>(rank) * 40, 'x') + "lib " + n,
          .memory_bytes = (std::uint64_t{1} << 40) + static_cast<std::uint64_t>(rank),
          .threads = 7 + rank,
          .cpu_binding = n + "-" + n};
}

/// `iterations` x `ranks` different times.
Visit visit(int round, int iterations, int ranks, bool late) {
  Visit v;
  v.round = round;
  for (int i = 0; i < iterations * ranks; ++i) v.samples.push_back(1e-3 * round + 1e-6 * i);
  v.warmup_iterations = 10 + round;
  v.warmup_seconds = 0.5 + round;
  v.late_iterations = 20 + static_cast<std::uint64_t>(round);
  for (int i = 0; late && i < iterations; ++i) v.late.push_back(i % 3 == 0 ? 1 : 0);
  v.stop = round == 1 ? StopReason::sample_limit : StopReason::precision_reached;
  v.probe_before = {1e9 + round, 0.91 + round, 0.01 + round};
  v.probe_after = {2e9 + round, 0.92 + round, 0.02 + round};
  v.disturbed = round % 2 == 0;
  for (int half = 0; round == 2 && half < 2; ++half) {
    const auto each = static_cast<std::uint64_t>(iterations / 2);
    const auto n = static_cast<std::uint64_t>(half);
    v.batches.push_back(
        {.samples = half == 0 ? each : static_cast<std::uint64_t>(iterations) - each,
         .iterations_each = 30 + n,
         .wall_seconds = 0.25 + half,
         .waited_seconds = 0.5 + half,
         .stolen_seconds = 0.75 + half,
         .involuntary_switches = 40 + n,
         .runnable = 50 + n,
         .clock_rate = 1e9 + half,
         .disturbed = half == 1});
  }
  v.start_seconds = 100.5 + round;
  v.wall_seconds = 3.25 + round;
  return v;
}

CaseRecord case_record(int number) {
  const std::string n = std::to_string(number);
  CaseRecord record;
  record.id = "00000000000000a" + n;
  record.name = "allreduce:dtype=f32,bytes=" + n;
  record.workload = "workload-" + n;
  record.group = "group-" + n;
  record.method_version = 30 + number;
  record.data_pattern = "pattern-" + n;
  record.outcome = number == 0 ? Outcome::passed : number == 1 ? Outcome::failed : Outcome::skipped;
  record.reason = number == 0 ? "" : "reason " + n;
  record.path = "path-" + n;
  record.timing = "timing-" + n;
  record.algorithm = "algorithm-" + n;
  record.probe_unit = "probe-" + n;
  record.timer_overhead_seconds = 1e-8 * (1 + number);
  record.work = {1e12 + number, 2e12 + number, 3e6 + number, 1.5 + number};
  record.verification = {number == 1 ? VerificationState::failed : VerificationState::verified,
                         "method-" + n, "evidence-" + n, 0.125 + number,
                         (std::uint64_t{1} << 60) + static_cast<std::uint64_t>(number)};
  record.target_precision = 0.01 + number;
  record.reached_precision = 0.02 + number;
  record.ranks = 3;
  return record;
}

RunInfo run_info() {
  RunInfo info;
  info.uuid = "a-uuid";
  info.created_utc = "2026-11-22T04:06:12Z";
  info.tool_version = "0.1.0";
  info.method_version = 5;
  info.command_line = "steelyard run --suite quick";
  info.label = "a label, ünïcode";
  info.suite_name = "quick";
  info.suite_text = "name: quick\ncases:\n";
  info.suite_sha256 = std::string(64, 'e');
  info.seed = std::numeric_limits<std::uint64_t>::max();
  info.rounds = 4;
  info.precision = 0.03;
  info.budget_seconds = 77;
  info.chip = "a-chip";
  info.origin = Origin::emulated;
  info.state = RunState::complete;
  info.wall_seconds = 88;
  info.environment.ranks = {rank_info(0), rank_info(1), rank_info(2)};
  info.environment.nodes = {{"host-0", {{"governor", "performance"}, {"smt", ""}}, "<topology/>"},
                            {"host-1", {{"governor", "powersave"}}, ""}};
  info.environment.software = {{"compiler", "g++ 12"}, {"mpi", "Open MPI"}};
  info.environment.variables = {{"host-0/OMP_NUM_THREADS", "1"}};
  info.environment.warnings = {"oversubscribed", "a longer warning than that"};
  return info;
}

// Each record as a tuple of all its members. A new member breaks these lines, as it should.
auto members(const WorkModel& x) {
  const auto& [a, b, c, d] = x;
  return std::tie(a, b, c, d);
}
auto members(const Verification& x) {
  const auto& [a, b, c, d, e] = x;
  return std::tie(a, b, c, d, e);
}
auto members(const ProbeReading& x) {
  const auto& [a, b, c] = x;
  return std::tie(a, b, c);
}
auto members(const Batch& x) {
  const auto& [a, b, c, d, e, f, g, h, i] = x;
  return std::tie(a, b, c, d, e, f, g, h, i);
}
auto members(const RankInfo& x) {
  const auto& [a, b, c, d, e, f, g, h, i, j, k, l, m, n, o] = x;
  return std::tie(a, b, c, d, e, f, g, h, i, j, k, l, m, n, o);
}
auto members(const NodeInfo& x) {
  const auto& [a, b, c] = x;
  return std::tie(a, b, c);
}

void expect_same_visit(const Visit& x, const Visit& y) {
  const auto& [a, b, batches, c, d, e, f, g, h, i, j, k, l] = x;
  const auto& [A, B, BATCHES, C, D, E, F, G, H, I, J, K, L] = y;
  EXPECT_EQ(std::tie(a, b, c, d, e, f, g, j, k, l), std::tie(A, B, C, D, E, F, G, J, K, L));
  EXPECT_EQ(members(h), members(H));
  EXPECT_EQ(members(i), members(I));
  ASSERT_EQ(batches.size(), BATCHES.size());
  for (std::size_t n = 0; n < batches.size(); ++n) {
    EXPECT_EQ(members(batches[n]), members(BATCHES[n]));
  }
}

void expect_same_environment(const Environment& x, const Environment& y) {
  const auto& [ranks, nodes, software, variables, warnings] = x;
  ASSERT_EQ(ranks.size(), y.ranks.size());
  for (std::size_t i = 0; i < ranks.size(); ++i) EXPECT_EQ(members(ranks[i]), members(y.ranks[i]));
  ASSERT_EQ(nodes.size(), y.nodes.size());
  for (std::size_t i = 0; i < nodes.size(); ++i) EXPECT_EQ(members(nodes[i]), members(y.nodes[i]));
  EXPECT_EQ(software, y.software);
  EXPECT_EQ(variables, y.variables);
  EXPECT_EQ(warnings, y.warnings);
}

void expect_same_continuation(const Continuation& x, const Continuation& y) {
  const auto& [created, start, command, version, budget, environment] = x;
  EXPECT_EQ(
      std::tie(created, start, command, version, budget),
      std::tie(y.created_utc, y.start_seconds, y.command_line, y.tool_version, y.budget_seconds));
  expect_same_environment(environment, y.environment);
}

/// Equal, or both not a number.
bool same_reading(double x, double y) { return x == y || (std::isnan(x) && std::isnan(y)); }

void expect_same_telemetry(const TelemetrySample& x, const TelemetrySample& y) {
  const auto& [seconds, rank, power, energy, temperature, core, memory, throttle] = x;
  EXPECT_EQ(std::tie(seconds, rank, throttle), std::tie(y.seconds, y.rank, y.throttle_reasons));
  EXPECT_TRUE(same_reading(power, y.power_watts)) << power << " " << y.power_watts;
  EXPECT_TRUE(same_reading(energy, y.energy_joules));
  EXPECT_TRUE(same_reading(temperature, y.temperature_celsius));
  EXPECT_TRUE(same_reading(core, y.core_clock_hz));
  EXPECT_TRUE(same_reading(memory, y.memory_clock_hz));
}

}  // namespace

RunRecord sample_run() {
  RunRecord run;
  run.info = run_info();
  run.cases = {case_record(0), case_record(1), case_record(2)};
  // The ids do not stand in the order of the suite.
  std::swap(run.cases[0].id, run.cases[2].id);
  run.cases[0].visits = {visit(1, 5, 3, true), visit(2, 1500, 3, true), visit(3, 1, 3, false)};
  run.cases[1].visits = {visit(1, 7, 3, false)};
  const double none = std::numeric_limits<double>::quiet_NaN();
  run.telemetry = {{0.5, 0, 300, 1e6, 55, 1.5e9, 2.5e9, 3},
                   {0.75, 1, none, none, none, none, none, 0}};
  return run;
}

RunRecord planned(RunRecord run) {
  run.info.state = RunState::running;
  run.info.wall_seconds = 0;
  run.telemetry.clear();
  for (CaseRecord& record : run.cases) {
    record.visits.clear();
    record.outcome = Outcome::not_reached;
    record.reason = "";
    record.verification = {};
    record.reached_precision = 0;
  }
  return run;
}

void write_run(const std::filesystem::path& file, const RunRecord& run, bool force) {
  RunWriter writer(file, planned(run), force);
  std::vector<CaseRecord> so_far = planned(run).cases;
  for (std::size_t round = 0; round < 10; ++round) {
    for (std::size_t i = 0; i < so_far.size(); ++i) {
      if (round >= run.cases[i].visits.size()) continue;
      so_far[i].visits.push_back(run.cases[i].visits[round]);
      writer.append_visit(so_far[i]);
    }
  }
  for (const CaseRecord& record : run.cases) writer.finish_case(record);
  writer.finish_run(run);
}

void expect_same(const CaseRecord& x, const CaseRecord& y) {
  const auto& [a, b, c, d, e, f, g, h, i, j, k, l, m, work, verification, n, o, p, visits] = x;
  const auto& [A, B, C, D, E, F, G, H, I, J, K, L, M, WORK, VERIFICATION, N, O, P, VISITS] = y;
  EXPECT_EQ(std::tie(a, b, c, d, e, f, g, h), std::tie(A, B, C, D, E, F, G, H));
  EXPECT_EQ(std::tie(i, j, k, l, m, n, o, p), std::tie(I, J, K, L, M, N, O, P));
  EXPECT_EQ(members(work), members(WORK));
  EXPECT_EQ(members(verification), members(VERIFICATION));
  ASSERT_EQ(visits.size(), VISITS.size());
  for (std::size_t v = 0; v < visits.size(); ++v) expect_same_visit(visits[v], VISITS[v]);
}

void expect_same(const RunRecord& x, const RunRecord& y) {
  const auto& [a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q, environment, again] = x.info;
  const auto& [A, B, C, D, E, F, G, H, I, J, K, L, M, N, O, P, Q, ENVIRONMENT, AGAIN] = y.info;
  EXPECT_EQ(std::tie(a, b, c, d, e, f, g, h, i), std::tie(A, B, C, D, E, F, G, H, I));
  EXPECT_EQ(std::tie(j, k, l, m, n, o, p, q), std::tie(J, K, L, M, N, O, P, Q));
  expect_same_environment(environment, ENVIRONMENT);
  ASSERT_EQ(again.size(), AGAIN.size());
  for (std::size_t v = 0; v < again.size(); ++v) expect_same_continuation(again[v], AGAIN[v]);
  ASSERT_EQ(x.cases.size(), y.cases.size());
  for (std::size_t r = 0; r < x.cases.size(); ++r) expect_same(x.cases[r], y.cases[r]);
  ASSERT_EQ(x.telemetry.size(), y.telemetry.size());
  for (std::size_t r = 0; r < x.telemetry.size(); ++r) {
    expect_same_telemetry(x.telemetry[r], y.telemetry[r]);
  }
}

Folder::Folder() {
  std::string pattern = (std::filesystem::temp_directory_path() / "steelyard-XXXXXX").string();
  if (::mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("no folder for the test");
  path_ = pattern;
}

Folder::~Folder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

std::string read_file(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  std::ostringstream content;
  content << in.rdbuf();
  return content.str();
}

void write_file(const std::filesystem::path& file, const std::string& content) {
  std::ofstream(file, std::ios::binary) << content;
}

}  // namespace steelyard::results::testing
