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

CaseFigures point_figures(const CaseTimes& times, const WorkModel& work) {
  if (!times.fault.empty()) throw DataError(times.fault);
  check_work(work);
  CaseFigures figures;
  figures.kind = figure_kind(work);
  const double median = times.median_seconds;
  take_seconds(figures, work, {median, median, median});
  figures.p5_seconds = times.p5_seconds;
  figures.p95_seconds = times.p95_seconds;
  figures.p99_seconds = times.p99_seconds;
  if (times.per_probe) figures.per_probe = {*times.per_probe, *times.per_probe, *times.per_probe};
  figures.iterations = times.iterations;
  figures.left_out = times.left_out;
  figures.rounds = times.rounds;
  figures.disturbed_rounds = times.disturbed_rounds;
  figures.late_iterations = times.late_iterations;
  return figures;
}

void take_seconds(CaseFigures& figures, const WorkModel& work, const Interval& seconds) {
  figures.seconds = seconds;
  figures.figure = rate_of(work_per_iteration(work), seconds);
  if (figures.kind == FigureKind::busbw || figures.kind == FigureKind::algbw) {
    figures.algbw = rate_of(work.message_bytes, seconds);
  }
}

LogResamples take_intervals(CaseFigures& figures, const CaseTimes& times, const WorkModel& work,
                            const BootstrapOptions& options) {
  LogResamples resamples = resample_log_median(times.quoted, options);
  take_seconds(figures, work,
               stretched_interval(times.median_seconds, resamples, options.confidence));
  const RoundSamples products = times_per_probe(times);
  if (!products.empty()) figures.per_probe = rate_of(1, bootstrap_median(products, options));
  figures.resampled = true;
  return resamples;
}

std::optional<CaseFigures> case_figures(const CaseRecord& record, const BootstrapOptions& options) {
  const auto times = case_times(record);
  if (!times) return std::nullopt;
  CaseFigures figures = point_figures(*times, record.work);
  take_intervals(figures, *times, record.work, options);
  return figures;
}

}  // namespace steelyard::results
