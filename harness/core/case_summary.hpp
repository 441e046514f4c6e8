#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "harness/core/record.hpp"
#include "harness/core/statistics/between_rounds.hpp"
#include "harness/core/visit_power.hpp"

/// What the samples of a case come to, apart from intervals: the formulas of docs/metrics.md.
namespace steelyard {

/// A few numbers that stand for all samples of a case. A run file holds them in `/summary`, so that
/// many runs are weighed without their samples.
struct CaseSummary {
  /// Why the samples give no times, as a sentence; then all numbers here are 0. Empty: they do.
  std::string fault;
  double median_seconds = 0;  ///< of quoted_times()
  double p5_seconds = 0;      ///< quantiles of all samples, those left out included
  double p95_seconds = 0;
  double p99_seconds = 0;
  std::uint64_t iterations = 0;  ///< samples, those left out included
  std::uint64_t left_out = 0;    ///< of these, not in the median: quoted_times()
  int rounds = 0;                ///< visits with samples
  int disturbed_rounds = 0;      ///< of these
  std::uint64_t late_iterations = 0;
  /// 1 / (median of t p), p the probe rate of the sample's own visit: iterations per second and per
  /// unit of what the machine gave at the time. Of the quoted visits that have probes, if any.
  std::optional<double> per_probe;
  /// Median over the quoted visits of what a device drew (visit_power.hpp), where that is known.
  std::optional<double> watts;
  /// Median of t x the watts of the sample's own visit: what an iteration takes of one device.
  std::optional<double> joules_per_iteration;
  std::string power_source;  ///< "counter" or "power"; empty: not known
  /// Core clock of the devices while the case was sampled: visit_core_clock_hz().
  std::optional<double> core_clock_hz;
  /// Of each rank, by its number: the median of its own times in the quoted samples. So none is
  /// above median_seconds, which is of the slowest rank of each sample. Empty: not known.
  std::vector<double> rank_medians_seconds;

  bool operator==(const CaseSummary&) const = default;
};

/// Whether a summary could be one that case_times() makes: for those that come from a file.
bool is_sound(const CaseSummary& summary);

/// The summary and the times that intervals are made from.
struct CaseTimes : CaseSummary {
  RoundSamples quoted;  ///< those of quoted_times(), by visit; empty: only the summary is known
  std::vector<double> probe_rates;  ///< of the visit of each of `quoted`; 0: not known
  std::vector<double> visit_watts;  ///< likewise
};

/// Nothing if the case has no samples. `traces` are the sensors of its run.
std::optional<CaseTimes> case_times(const CaseRecord& record, const SensorTraces& traces = {});

/// `times.quoted` times the probe rates of their visits; rounds without a probe are left out.
RoundSamples times_per_probe(const CaseTimes& times);

/// `times.quoted` times the watts of their visits: joules of each iteration. Rounds whose watts are
/// not known are left out.
RoundSamples joules_of(const CaseTimes& times);

}  // namespace steelyard
