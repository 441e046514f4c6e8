#include "results/verdicts/figures.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "harness/core/case_times.hpp"
#include "harness/core/error.hpp"
#include "harness/core/statistics/quantiles.hpp"

namespace steelyard::results {
namespace {

/// Beyond these a file is broken, and its ratios would leave what a double can hold.
constexpr double least_work = 1e-6;
constexpr double most_work = 1e30;

void check_work(const WorkModel& work) {
  for (const double each : {work.flops, work.bytes_moved, work.message_bytes, work.busbw_factor}) {
    if (!(each >= 0 && each <= most_work)) {
      throw DataError(fmt::format("its work model holds {:g}, which is no amount of work.", each));
    }
  }
  const double quoted = work_per_iteration(work);
  if (quoted < least_work || quoted > most_work) {
    throw DataError(
        fmt::format("its work model gives {:g} per iteration, which cannot be.", quoted));
  }
}

/// A rate's interval from that of a time: the longest time gives the lowest rate.
Interval rate_of(double work, const Interval& seconds) {
  return {work / seconds.high, work / seconds.point, work / seconds.low};
}

/// Of what is only shown, not ranked.
constexpr int resamples_per_probe = 500;

/// What the machine gave at the time of a visit: the geometric mean of its probes, or the one that
/// there is; 0: not known.
double probe_rate(const Visit& visit) {
  const double before = visit.probe_before.rate;
  const double after = visit.probe_after.rate;
  return before > 0 && after > 0 ? std::sqrt(before) * std::sqrt(after) : std::max(before, after);
}

std::vector<double> flat(const RoundSamples& rounds) {
  std::vector<double> all;
  for (const auto& round : rounds) all.insert(all.end(), round.begin(), round.end());
  return all;
}

/// The interval of 1 / (t p), where p is the probe rate of the sample's own visit.
std::optional<Interval> per_probe(const QuotedTimes& quoted, BootstrapOptions options) {
  RoundSamples products;
  for (std::size_t i = 0; i < quoted.rounds.size(); ++i) {
    const double rate = probe_rate(*quoted.visits[i]);
    if (!(rate > 0 && std::isfinite(rate))) continue;
    products.push_back(quoted.rounds[i]);
    for (double& each : products.back()) each *= rate;
  }
  if (products.empty()) return std::nullopt;
  options.resamples = std::min(options.resamples, resamples_per_probe);
  return rate_of(1, bootstrap_median(products, options));
}

}  // namespace

std::string_view unit(FigureKind kind) {
  switch (kind) {
    case FigureKind::flops:
      return "FLOP/s";
    case FigureKind::busbw:
      return "B/s busbw";
    case FigureKind::algbw:
      return "B/s algbw";
    case FigureKind::bytes:
      return "B/s";
    case FigureKind::rate:
      return "iterations/s";
  }
  return "";
}

FigureKind figure_kind(const WorkModel& work) {
  if (work.message_bytes > 0) {
    return work.busbw_factor > 0 ? FigureKind::busbw : FigureKind::algbw;
  }
  if (work.flops > 0) return FigureKind::flops;
  return work.bytes_moved > 0 ? FigureKind::bytes : FigureKind::rate;
}

double work_per_iteration(const WorkModel& work) {
  switch (figure_kind(work)) {
    case FigureKind::flops:
      return work.flops;
    case FigureKind::busbw:
      return work.message_bytes * work.busbw_factor;
    case FigureKind::algbw:
      return work.message_bytes;
    case FigureKind::bytes:
      return work.bytes_moved;
    case FigureKind::rate:
      return 1;
  }
  return 1;
}

std::optional<CaseFigures> case_figures(const CaseRecord& record, const BootstrapOptions& options) {
  const QuotedTimes quoted = quoted_times(record);
  if (quoted.samples == 0) return std::nullopt;
  check_work(record.work);
  const double work = work_per_iteration(record.work);
  const std::vector<double> all =
      flat(quoted.left_out == 0 ? quoted.rounds : slowest_rank_times(record));

  CaseFigures figures;
  figures.kind = figure_kind(record.work);
  figures.distribution = expanded_median_distribution(quoted.rounds, options);
  figures.seconds =
      percentile_interval(median(flat(quoted.rounds)), figures.distribution, options.confidence);
  figures.p5_seconds = quantile(all, 0.05);
  figures.p95_seconds = quantile(all, 0.95);
  figures.p99_seconds = quantile(all, 0.99);
  figures.figure = rate_of(work, figures.seconds);
  if (figures.kind == FigureKind::busbw || figures.kind == FigureKind::algbw) {
    figures.algbw = rate_of(record.work.message_bytes, figures.seconds);
  }
  for (double& each : figures.distribution) each = work / each;
  figures.per_probe = per_probe(quoted, options);
  figures.iterations = all.size();
  figures.left_out = quoted.left_out;
  figures.rounds = static_cast<int>(quoted.measured_rounds);
  for (const Visit& visit : record.visits) {
    if (visit.disturbed && !visit.samples.empty()) ++figures.disturbed_rounds;
    figures.late_iterations += visit.late_iterations;
  }
  return figures;
}

}  // namespace steelyard::results
