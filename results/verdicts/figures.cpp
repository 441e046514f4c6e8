#include "results/verdicts/figures.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "harness/core/error.hpp"

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

/// The interval of 1 / (t p), where p is the probe rate of the sample's own visit.
std::optional<Interval> per_probe(const CaseTimes& times, BootstrapOptions options) {
  const RoundSamples products = times_per_probe(times);
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

CaseFigures case_figures(const CaseTimes& times, const WorkModel& work,
                         const BootstrapOptions& options) {
  if (!times.fault.empty()) throw DataError(times.fault);
  check_work(work);
  const double quoted_work = work_per_iteration(work);
  CaseFigures figures;
  figures.kind = figure_kind(work);
  figures.distribution = expanded_median_distribution(times.quoted, options);
  figures.seconds =
      percentile_interval(times.median_seconds, figures.distribution, options.confidence);
  figures.p5_seconds = times.p5_seconds;
  figures.p95_seconds = times.p95_seconds;
  figures.p99_seconds = times.p99_seconds;
  figures.figure = rate_of(quoted_work, figures.seconds);
  if (figures.kind == FigureKind::busbw || figures.kind == FigureKind::algbw) {
    figures.algbw = rate_of(work.message_bytes, figures.seconds);
  }
  for (double& each : figures.distribution) each = quoted_work / each;
  figures.per_probe = per_probe(times, options);
  figures.iterations = times.iterations;
  figures.left_out = times.left_out;
  figures.rounds = times.rounds;
  figures.disturbed_rounds = times.disturbed_rounds;
  figures.late_iterations = times.late_iterations;
  return figures;
}

std::optional<CaseFigures> case_figures(const CaseRecord& record, const BootstrapOptions& options) {
  const auto times = case_times(record);
  if (!times) return std::nullopt;
  return case_figures(*times, record.work, options);
}

}  // namespace steelyard::results
