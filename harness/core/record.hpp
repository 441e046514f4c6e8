#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/core/outcome.hpp"

/// What a run leaves behind, as plain data: made by harness/run, kept by collectors, read by
/// results. Times in seconds, sizes in bytes, rates in units per second. docs/run-file.md says how
/// each member stands in the file.
namespace steelyard {

/// What one iteration of a case does, per rank. Declared by the workload, next to its code.
struct WorkModel {
  double flops = 0;          ///< floating or integer operations (a multiply-add is two)
  double bytes_moved = 0;    ///< least bytes that must pass device memory
  double message_bytes = 0;  ///< collectives: S of docs/metrics.md; algbw = S / t
  double busbw_factor = 0;   ///< collectives: busbw = algbw x factor; 0 where there is none
};

enum class VerificationState { verified, failed, not_verified };
std::string_view name(VerificationState state);
std::optional<VerificationState> parse_verification_state(std::string_view text);

/// The verdict of the pass that checks results, apart from the pass that times.
struct Verification {
  VerificationState state = VerificationState::not_verified;
  std::string method;      ///< "double-precision dot products of 64 x 64 sampled elements"
  std::string evidence;    ///< failed: first wrong element, rank; not verified: why
  double worst_error = 0;  ///< largest error seen, as a fraction of the bound
  std::uint64_t elements_checked = 0;  ///< over all ranks
};

/// What ended the sampling of one visit.
enum class StopReason { precision_reached, sample_limit, time_limit, budget, aborted };
std::string_view name(StopReason reason);
std::optional<StopReason> parse_stop_reason(std::string_view text);

/// A probe of the same unit, taken right before or after a visit, worst rank.
struct ProbeReading {
  double rate = 0;           ///< units per second (FLOP/s, OP/s or B/s); 0: not offered
  double cpu_fraction = 0;   ///< process CPU time / (wall time x threads) while probing
  double steal_seconds = 0;  ///< taken by the hypervisor on this node while probing
};

/// What the hosts did to one stretch of samples: the worst of all ranks. Recorded about every ten
/// milliseconds, so that a disturbance marks what it hit and no more.
struct Batch {
  std::uint64_t samples = 0;          ///< consecutive; the batches of a visit follow each other
  std::uint64_t iterations_each = 1;  ///< that a sample is the mean of (see Visit::samples)
  double wall_seconds = 0;
  double waited_seconds = 0;               ///< the longest that a thread was ready and had no CPU
  double stolen_seconds = 0;               ///< taken by the hypervisor from the CPUs of a rank
  std::uint64_t involuntary_switches = 0;  ///< of a rank's threads
  std::uint64_t runnable = 0;  ///< threads of the node that ran or were ready at the end
  double clock_rate = 0;       ///< steps/s of dependent integer arithmetic: follows the core clock
  bool disturbed = false;      ///< its samples are not quoted if enough others are there
};

/// One visit of a case within one round.
struct Visit {
  int round = 0;
  /// [sample][rank], seconds of one iteration. Iterations too short for the clock are timed several
  /// at a time; a sample is then their mean.
  std::vector<double> samples;
  std::vector<Batch> batches;  ///< of all samples; empty: not recorded, nothing is known
  int warmup_iterations = 0;
  double warmup_seconds = 0;
  std::uint64_t late_iterations = 0;  ///< latency mode: start window missed; kept, flagged
  std::vector<std::uint8_t> late;     ///< [iteration], 1 where any rank started late; or empty
  StopReason stop = StopReason::aborted;
  ProbeReading probe_before;
  ProbeReading probe_after;
  bool disturbed = false;    ///< probes differ by more than the limit, or CPU was taken
  double start_seconds = 0;  ///< since the start of the run, on its clock (see Continuation)
  double wall_seconds = 0;
};

/// Everything known about a case once it is finished.
struct CaseRecord {
  std::string id;    ///< see case_id()
  std::string name;  ///< canonical
  std::string workload;
  std::string group;  ///< heading under which the suite lists it
  int method_version = 0;
  std::string data_pattern;
  Outcome outcome = Outcome::not_reached;
  std::string reason;      ///< why not `passed`; empty when passed
  std::string path;        ///< native, host-staged, mpi; empty where nothing is sent
  std::string timing;      ///< device-events, latency, pipelined
  std::string algorithm;   ///< what ran, as the library names it, worst case of all ranks
  std::string probe_unit;  ///< f32-fma, memory, ...; empty: no probe offered
  double timer_overhead_seconds = 0;  ///< median of an empty interval by the same timer
  WorkModel work;
  Verification verification;
  double target_precision = 0;   ///< relative half-width asked for
  double reached_precision = 0;  ///< relative half-width of the 95 % interval; 0 without samples
  int ranks = 0;
  std::vector<Visit> visits;  ///< in the order of rounds
};

/// A visit and the case it belongs to; both outlive this.
struct VisitOf {
  const CaseRecord* record = nullptr;
  const Visit* visit = nullptr;
};

/// One rank and the device it drives.
struct RankInfo {
  int rank = 0;
  std::string host;
  std::string backend;
  std::string device;  ///< "cpu:0"
  std::string vendor;
  std::string product;  ///< as the backend names it
  std::string chip_id;  ///< of the catalogue, or ""
  std::string uuid;
  std::string pci_bus_id;
  std::string driver;
  std::string firmware;
  std::string library_versions;  ///< "oneDNN 2.6.3; OpenBLAS 0.3.21"
  std::uint64_t memory_bytes = 0;
  int threads = 0;          ///< compute threads of this rank; 0 for accelerators
  std::string cpu_binding;  ///< list of CPUs, "0-3"
};

/// One node. `facts` are short names with text values ("governor" -> "performance").
struct NodeInfo {
  std::string host;
  std::map<std::string, std::string> facts;
  std::string topology_xml;  ///< hwloc
};

struct Environment {
  std::vector<RankInfo> ranks;
  std::vector<NodeInfo> nodes;
  std::map<std::string, std::string> software;   ///< compiler, MPI, HDF5, this program
  std::map<std::string, std::string> variables;  ///< "HOST/NAME" -> value, allow-listed names
  std::vector<std::string> warnings;             ///< oversubscribed, not bound, ...
};

enum class RunState { running, complete, interrupted };
std::string_view name(RunState state);
std::optional<RunState> parse_run_state(std::string_view text);

/// A later start of a run that had ended early (`--resume`).
struct Continuation {
  std::string created_utc;
  double start_seconds = 0;  ///< on the run's clock, which stands still while nothing runs
  std::string command_line;
  std::string tool_version;
  double budget_seconds = 0;  ///< of the whole run, from here on; 0: none
  Environment environment;    ///< topologies only where they are not those of the first start
};

/// A run apart from its cases.
struct RunInfo {
  std::string uuid;
  std::string created_utc;
  std::string tool_version;
  int method_version = 0;
  std::string command_line;
  std::string label;
  std::string suite_name;
  std::string suite_text;
  std::string suite_sha256;
  std::uint64_t seed = 0;
  int rounds = 0;
  double precision = 0;       ///< relative half-width asked for
  double budget_seconds = 0;  ///< 0: none
  std::string chip;           ///< given by --chip, else what the backend names
  Origin origin = Origin::measured;
  RunState state = RunState::running;
  double wall_seconds = 0;
  Environment environment;                  ///< of the first start
  std::vector<Continuation> continuations;  ///< in order; empty: it ran in one go
};

/// One reading of a device's sensors. NaN where the device has no such sensor.
struct TelemetrySample {
  double seconds = 0;  ///< since the start of the run
  int rank = 0;
  double power_watts = 0;
  double energy_joules = 0;  ///< counter
  double temperature_celsius = 0;
  double core_clock_hz = 0;
  double memory_clock_hz = 0;
  std::uint64_t throttle_reasons = 0;
};

/// A whole run in memory.
struct RunRecord {
  RunInfo info;
  std::vector<CaseRecord> cases;  ///< in the order of the suite
  std::vector<TelemetrySample> telemetry;
};

}  // namespace steelyard
