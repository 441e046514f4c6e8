#include "results/verdicts/figures.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "harness/core/digest.hpp"
#include "harness/core/error.hpp"
#include "harness/core/statistics/quantiles.hpp"

namespace steelyard::results {
namespace {

/// Beyond these a file is broken, and its ratios would leave what a double can hold.
constexpr double shortest_seconds = 1e-12;
constexpr double longest_seconds = 1e12;
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

std::vector<double> slowest_of_visit(const CaseRecord& record, const Visit& visit) {
  const auto ranks = static_cast<std::size_t>(std::max(record.ranks, 0));
  if (ranks == 0 || visit.samples.size() % ranks != 0) {
    throw DataError(fmt::format("{} times of round {} do not fill iterations of {} ranks.",
                                visit.samples.size(), visit.round, record.ranks));
  }
  std::vector<double> slowest;
  for (auto first = visit.samples.begin(); first != visit.samples.end();) {
    const auto last = first + static_cast<std::ptrdiff_t>(ranks);
    const bool sound = std::all_of(
        first, last, [](double t) { return t >= shortest_seconds && t <= longest_seconds; });
    if (!sound) {
      throw DataError(
          fmt::format("round {} holds a time that is not between {:g} and {:g} seconds.",
                      visit.round, shortest_seconds, longest_seconds));
    }
    slowest.push_back(*std::max_element(first, last));
    first = last;
  }
  return slowest;
}

std::uint64_t seed_from(std::uint64_t seed, const std::string& identity) {
  const std::string digest = sha256(fmt::format("{}\n{}", seed, identity));
  std::uint64_t value = 0;
  std::from_chars(digest.data(), digest.data() + 16, value, 16);
  return value;
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

RoundSamples slowest_rank_times(const CaseRecord& record) {
  RoundSamples rounds;
  for (const Visit& visit : record.visits) {
    if (!visit.samples.empty()) rounds.push_back(slowest_of_visit(record, visit));
  }
  return rounds;
}

BootstrapOptions resampling_of(const RunInfo& run, const CaseRecord& record,
                               const BootstrapOptions& base) {
  BootstrapOptions options = base;
  options.seed = seed_from(base.seed, run.uuid + "\n" + record.id);
  options.round_seed = seed_from(base.seed, run.uuid);
  return options;
}

std::optional<CaseFigures> case_figures(const CaseRecord& record, const BootstrapOptions& options) {
  const RoundSamples rounds = slowest_rank_times(record);
  if (rounds.empty()) return std::nullopt;
  check_work(record.work);
  const double work = work_per_iteration(record.work);

  std::vector<double> all;
  for (const auto& round : rounds) all.insert(all.end(), round.begin(), round.end());

  CaseFigures figures;
  figures.kind = figure_kind(record.work);
  figures.distribution = bootstrap_median_distribution(rounds, options);
  figures.seconds = percentile_interval(median(all), figures.distribution, options.confidence);
  figures.p5_seconds = quantile(all, 0.05);
  figures.p95_seconds = quantile(all, 0.95);
  figures.p99_seconds = quantile(all, 0.99);
  figures.figure = rate_of(work, figures.seconds);
  if (figures.kind == FigureKind::busbw || figures.kind == FigureKind::algbw) {
    figures.algbw = rate_of(record.work.message_bytes, figures.seconds);
  }
  for (double& each : figures.distribution) each = work / each;
  figures.iterations = all.size();
  figures.rounds = static_cast<int>(rounds.size());
  for (const Visit& visit : record.visits) {
    if (visit.disturbed && !visit.samples.empty()) ++figures.disturbed_rounds;
    figures.late_iterations += visit.late_iterations;
  }
  return figures;
}

}  // namespace steelyard::results
