#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/core/case_summary.hpp"
#include "harness/core/record.hpp"
#include "harness/core/statistics/bootstrap.hpp"
#include "harness/core/statistics/interval.hpp"
#include "harness/core/statistics/median_interval.hpp"

/// From samples to figures: the formulas of docs/metrics.md, with the same names.
namespace steelyard::results {

/// What a case is quoted in, by its work model.
enum class FigureKind {
  flops,  ///< FLOP/s (OP/s for integers) of one device: work.flops / t
  busbw,  ///< bytes/s: algbw x factor, a collective of several ranks
  algbw,  ///< bytes/s: message_bytes / t, where there is no factor
  bytes,  ///< bytes/s of device memory: bytes_moved / t
  rate,   ///< iterations/s: 1 / t, for a case without a work model
};
/// "FLOP/s", "B/s busbw", "B/s algbw", "B/s", "iterations/s".
std::string_view unit(FigureKind kind);
/// A message makes a case a collective, whatever else it does; then operations count, then bytes.
FigureKind figure_kind(const WorkModel& work);
/// What one iteration is worth in the unit of its kind, times seconds: figure = value / t.
double work_per_iteration(const WorkModel& work);

/// The numbers of one case of one run. Rates in base units (FLOP/s, bytes/s), times in seconds.
struct CaseFigures {
  FigureKind kind = FigureKind::rate;
  Interval seconds;       ///< median of quoted_times()
  double p5_seconds = 0;  ///< quantiles of all samples
  double p95_seconds = 0;
  double p99_seconds = 0;
  Interval figure;                ///< of `kind`, from `seconds`
  std::optional<Interval> algbw;  ///< collectives
  /// Iterations per second and per unit of the probe's rate, each sample held against the probes
  /// around its own visit; of the quoted visits that have probes.
  std::optional<Interval> per_probe;
  std::size_t iterations = 0;  ///< samples, those left out included
  std::size_t left_out = 0;    ///< of these, in `seconds` and `figure` left out: quoted_times()
  int rounds = 0;              ///< visits with samples
  int disturbed_rounds = 0;
  std::uint64_t late_iterations = 0;
  bool resampled = false;  ///< the intervals above are intervals; else points, the samples not read
};

/// Whether an interval means something: with fewer iterations it shrinks to a point and flatters.
inline bool has_interval(const CaseFigures& figures) {
  return figures.resampled && figures.iterations >= fewest_for_interval;
}

/// Whether the interval is too narrow to be believed: without one, or blind to drift between
/// rounds.
inline bool is_thin(const CaseFigures& figures) {
  return !has_interval(figures) || figures.rounds < 2;
}

/// All but the intervals, which are points: what a summary is enough for. Throws DataError with the
/// fault of the times, or for a work model that is negative, not finite or absurd.
CaseFigures point_figures(const CaseTimes& times, const WorkModel& work);

/// Sets what follows from the interval of the time.
void take_seconds(CaseFigures& figures, const WorkModel& work, const Interval& seconds);

/// Gives figures of times whose `quoted` are at hand their intervals. Returns what they were made
/// of: the resample_log_median() of the time.
LogResamples take_intervals(CaseFigures& figures, const CaseTimes& times, const WorkModel& work,
                            const BootstrapOptions& options);

/// point_figures() and take_intervals() of a record with its samples; nothing if it has none.
std::optional<CaseFigures> case_figures(const CaseRecord& record,
                                        const BootstrapOptions& options = {});

}  // namespace steelyard::results
