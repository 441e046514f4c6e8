#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "harness/core/case_summary.hpp"
#include "harness/core/record.hpp"

/// The run file, member by member: one list of names and units, walked by the writer and the reader
/// alike, so that they cannot come apart. docs/run-file.md is the same list for people (a test
/// holds the two together).
///
/// A describe_X(visit, x) calls visit(name, units, member) for every member of x that is stored as
/// an attribute or a column. `visit` may take the members by value, const reference or reference.
/// Units are "seconds", "bytes", ..., "1" for counts and ratios, "text" for words.
namespace steelyard::results::schema {

inline constexpr std::string_view name = "steelyard-run";
inline constexpr int version = 1;

inline constexpr std::string_view environment = "environment";
inline constexpr std::string_view topology = "topology";
inline constexpr std::string_view cases = "cases";
inline constexpr std::string_view telemetry = "telemetry";
inline constexpr std::string_view continuations = "continuations";
inline constexpr std::string_view suite_text = "suite_text";
inline constexpr std::string_view samples = "samples";
inline constexpr std::string_view round = "round";
inline constexpr std::string_view late = "late";
inline constexpr std::string_view visits = "visits";
inline constexpr std::string_view batches = "batches";
inline constexpr std::string_view digests = "digests";
inline constexpr std::string_view summary = "summary";
inline constexpr std::string_view rank_medians = "rank_medians";

/// Attributes of the root group, after `schema` and `schema_version`.
template <class Visit, class Info>
void describe_run(Visit&& visit, Info& info) {
  visit("run_uuid", "text", info.uuid);
  visit("created_utc", "text", info.created_utc);
  visit("tool_version", "text", info.tool_version);
  visit("method_version", "1", info.method_version);
  visit("command_line", "text", info.command_line);
  visit("label", "text", info.label);
  visit("suite_name", "text", info.suite_name);
  visit("suite_sha256", "text", info.suite_sha256);
  visit("seed", "1", info.seed);
  visit("rounds", "1", info.rounds);
  visit("precision", "1", info.precision);
  visit("budget_seconds", "seconds", info.budget_seconds);
  visit("chip", "text", info.chip);
  visit("origin", "text", info.origin);
  visit("state", "text", info.state);
  visit("wall_seconds", "seconds", info.wall_seconds);
}

/// Attributes of /continuations/<number>, beside its group `environment`.
template <class Visit, class Continuation>
void describe_continuation(Visit&& visit, Continuation& continuation) {
  visit("created_utc", "text", continuation.created_utc);
  visit("start_seconds", "seconds", continuation.start_seconds);
  visit("command_line", "text", continuation.command_line);
  visit("tool_version", "text", continuation.tool_version);
  visit("budget_seconds", "seconds", continuation.budget_seconds);
}

/// Attributes of /cases/<id>, after `index` (the place in the suite, from 0).
template <class Visit, class Record>
void describe_case(Visit&& visit, Record& record) {
  visit("name", "text", record.name);
  visit("workload", "text", record.workload);
  visit("group", "text", record.group);
  visit("method_version", "1", record.method_version);
  visit("data_pattern", "text", record.data_pattern);
  visit("outcome", "text", record.outcome);
  visit("reason", "text", record.reason);
  visit("path", "text", record.path);
  visit("timing", "text", record.timing);
  visit("algorithm", "text", record.algorithm);
  visit("probe_unit", "text", record.probe_unit);
  visit("timer_overhead_seconds", "seconds", record.timer_overhead_seconds);
  visit("flops", "operations", record.work.flops);
  visit("bytes_moved", "bytes", record.work.bytes_moved);
  visit("message_bytes", "bytes", record.work.message_bytes);
  visit("busbw_factor", "1", record.work.busbw_factor);
  visit("verification_state", "text", record.verification.state);
  visit("verification_method", "text", record.verification.method);
  visit("verification_evidence", "text", record.verification.evidence);
  visit("verification_worst_error", "1", record.verification.worst_error);
  visit("verification_elements", "1", record.verification.elements_checked);
  visit("target_precision", "1", record.target_precision);
  visit("reached_precision", "1", record.reached_precision);
  visit("ranks", "1", record.ranks);
}

/// One row of /cases/<id>/visits. Samples and late marks stand in datasets of the case; a visit
/// owns the next `iterations` rows of them.
struct VisitRow {
  Visit visit;
  std::uint64_t iterations = 0;
  bool late_recorded = false;  ///< else Visit::late is empty, and its rows are 0
};

template <class Visitor, class Row>
void describe_visit(Visitor&& visit, Row& row) {
  visit("round", "1", row.visit.round);
  visit("iterations", "1", row.iterations);
  visit("warmup_iterations", "1", row.visit.warmup_iterations);
  visit("warmup_seconds", "seconds", row.visit.warmup_seconds);
  visit("late_recorded", "1", row.late_recorded);
  visit("late_iterations", "1", row.visit.late_iterations);
  visit("stop_reason", "text", row.visit.stop);
  visit("probe_before_rate", "units/second", row.visit.probe_before.rate);
  visit("probe_before_cpu_fraction", "1", row.visit.probe_before.cpu_fraction);
  visit("probe_before_steal_seconds", "seconds", row.visit.probe_before.steal_seconds);
  visit("probe_after_rate", "units/second", row.visit.probe_after.rate);
  visit("probe_after_cpu_fraction", "1", row.visit.probe_after.cpu_fraction);
  visit("probe_after_steal_seconds", "seconds", row.visit.probe_after.steal_seconds);
  visit("disturbed", "1", row.visit.disturbed);
  visit("start_seconds", "seconds", row.visit.start_seconds);
  visit("wall_seconds", "seconds", row.visit.wall_seconds);
}

/// One row of /cases/<id>/batches. A visit owns the rows of its round.
struct BatchRow {
  int round = 0;
  Batch batch;
};

template <class Visitor, class Row>
void describe_batch(Visitor&& visit, Row& row) {
  visit("round", "1", row.round);
  visit("samples", "1", row.batch.samples);
  visit("iterations_each", "1", row.batch.iterations_each);
  visit("wall_seconds", "seconds", row.batch.wall_seconds);
  visit("waited_seconds", "seconds", row.batch.waited_seconds);
  visit("stolen_seconds", "seconds", row.batch.stolen_seconds);
  visit("involuntary_switches", "1", row.batch.involuntary_switches);
  visit("runnable", "1", row.batch.runnable);
  visit("clock_rate", "steps/second", row.batch.clock_rate);
  visit("disturbed", "1", row.batch.disturbed);
}

/// One row of /environment/ranks.
template <class Visit, class Rank>
void describe_rank(Visit&& visit, Rank& rank) {
  visit("rank", "1", rank.rank);
  visit("host", "text", rank.host);
  visit("backend", "text", rank.backend);
  visit("device", "text", rank.device);
  visit("vendor", "text", rank.vendor);
  visit("product", "text", rank.product);
  visit("chip_id", "text", rank.chip_id);
  visit("uuid", "text", rank.uuid);
  visit("pci_bus_id", "text", rank.pci_bus_id);
  visit("driver", "text", rank.driver);
  visit("firmware", "text", rank.firmware);
  visit("library_versions", "text", rank.library_versions);
  visit("memory_bytes", "bytes", rank.memory_bytes);
  visit("threads", "1", rank.threads);
  visit("cpu_binding", "text", rank.cpu_binding);
}

/// One row of /environment/nodes; its number is the `node` of facts and the name of its topology.
template <class Visit, class Node>
void describe_node(Visit&& visit, Node& node) {
  visit("host", "text", node.host);
}

/// One row of /environment/facts.
struct FactRow {
  int node = 0;
  std::string name;
  std::string value;
};

template <class Visit, class Row>
void describe_fact(Visit&& visit, Row& row) {
  visit("node", "1", row.node);
  visit("name", "text", row.name);
  visit("value", "text", row.value);
}

/// One row of /environment/software and /environment/variables.
struct PairRow {
  std::string name;
  std::string value;
};

template <class Visit, class Row>
void describe_pair(Visit&& visit, Row& row) {
  visit("name", "text", row.name);
  visit("value", "text", row.value);
}

/// One row of /environment/warnings.
struct WarningRow {
  std::string text;
};

template <class Visit, class Row>
void describe_warning(Visit&& visit, Row& row) {
  visit("text", "text", row.text);
}

/// The columns of /telemetry, each a dataset of its own.
template <class Visit, class Sample>
void describe_telemetry(Visit&& visit, Sample& sample) {
  visit("seconds", "seconds", sample.seconds);
  visit("rank", "1", sample.rank);
  visit("power_watts", "watts", sample.power_watts);
  visit("energy_joules", "joules", sample.energy_joules);
  visit("temperature_celsius", "degrees Celsius", sample.temperature_celsius);
  visit("core_clock_hz", "hertz", sample.core_clock_hz);
  visit("memory_clock_hz", "hertz", sample.memory_clock_hz);
  visit("throttle_reasons", "bit mask", sample.throttle_reasons);
}

/// One row of /summary/cases: a case as its attributes have it, and what its samples come to.
struct SummaryRow {
  CaseRecord record;  ///< without visits
  bool has_samples = false;
  CaseSummary summary;
  // Of CaseSummary; NaN: there is none.
  double per_probe = 0;
  double watts = 0;
  double joules_per_iteration = 0;
  double core_clock_hz = 0;
};

template <class Visit, class Row>
void describe_summary_numbers(Visit&& visit, Row& row) {
  visit("has_samples", "1", row.has_samples);
  visit("fault", "text", row.summary.fault);
  visit("median_seconds", "seconds", row.summary.median_seconds);
  visit("p5_seconds", "seconds", row.summary.p5_seconds);
  visit("p95_seconds", "seconds", row.summary.p95_seconds);
  visit("p99_seconds", "seconds", row.summary.p99_seconds);
  visit("iterations", "1", row.summary.iterations);
  visit("left_out", "1", row.summary.left_out);
  visit("measured_rounds", "1", row.summary.rounds);
  visit("disturbed_rounds", "1", row.summary.disturbed_rounds);
  visit("late_iterations", "1", row.summary.late_iterations);
  visit("per_probe", "iterations/unit", row.per_probe);
  visit("watts", "watts", row.watts);
  visit("joules_per_iteration", "joules", row.joules_per_iteration);
  visit("power_source", "text", row.summary.power_source);
  visit("core_clock_hz", "hertz", row.core_clock_hz);
}

template <class Visit, class Row>
void describe_summary(Visit&& visit, Row& row) {
  visit("id", "text", row.record.id);
  describe_case(visit, row.record);
  describe_summary_numbers(visit, row);
}

/// Attributes of /summary, after `form`.
template <class Visit, class Summary>
void describe_summary_head(Visit&& visit, Summary& stored) {
  visit("head", "text", stored.head);
  visit("digest", "text", stored.digest);
}

/// Attributes of /digests, after `form`.
template <class Visit, class Digests>
void describe_digests(Visit&& visit, Digests& all) {
  visit("run", "text", all.run);
  visit("environment", "text", all.environment);
  visit("telemetry", "text", all.telemetry);
  visit("head", "text", all.head);
}

/// Attributes of /cases/<id>, after those of describe_case(), in a file that has /digests.
template <class Visit, class Digests>
void describe_case_digests(Visit&& visit, Digests& all) {
  visit("visits_digest", "text", all.visits);
  visit("digest", "text", all.whole);
}

}  // namespace steelyard::results::schema
