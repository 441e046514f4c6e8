#include "harness/core/case_summary.hpp"

#include <algorithm>
#include <cmath>

#include "harness/core/case_times.hpp"
#include "harness/core/error.hpp"
#include "harness/core/statistics/quantiles.hpp"

namespace steelyard {
namespace {

std::vector<double> flat(const RoundSamples& rounds) {
  std::vector<double> all;
  for (const auto& round : rounds) all.insert(all.end(), round.begin(), round.end());
  return all;
}

bool is_positive(double value) { return value > 0 && std::isfinite(value); }

/// What the machine gave at the time of a visit: the geometric mean of its probes, or the one that
/// there is; 0: not known.
double probe_rate(const Visit& visit) {
  const double before = visit.probe_before.rate;
  const double after = visit.probe_after.rate;
  const double rate =
      before > 0 && after > 0 ? std::sqrt(before) * std::sqrt(after) : std::max(before, after);
  return is_positive(rate) ? rate : 0;
}

void take_quantiles(CaseTimes& times, const std::vector<double>& all) {
  times.median_seconds = median(flat(times.quoted));
  times.p5_seconds = quantile(all, 0.05);
  times.p95_seconds = quantile(all, 0.95);
  times.p99_seconds = quantile(all, 0.99);
}

/// `times` scaled by a number of their visit; rounds where that is 0 are left out.
RoundSamples scaled(const RoundSamples& times, const std::vector<double>& by_visit) {
  RoundSamples products;
  for (std::size_t i = 0; i < times.size(); ++i) {
    if (by_visit[i] == 0) continue;
    products.push_back(times[i]);
    for (double& each : products.back()) each *= by_visit[i];
  }
  return products;
}

void take_power(CaseTimes& times, const CaseRecord& record, const std::vector<const Visit*>& visits,
                const SensorTraces& traces) {
  times.visit_watts.assign(visits.size(), 0);
  const auto power = visit_power(record, traces);
  if (!power) return;
  std::vector<double> known;
  for (std::size_t i = 0; i < visits.size(); ++i) {
    times.visit_watts[i] = power->watts[static_cast<std::size_t>(visits[i] - record.visits.data())];
    if (times.visit_watts[i] > 0) known.push_back(times.visit_watts[i]);
  }
  if (known.empty()) return;
  times.watts = median(known);
  times.joules_per_iteration = median(flat(joules_of(times)));
  times.power_source = name(power->source);
}

CaseTimes times_of(const CaseRecord& record, QuotedTimes quoted, const SensorTraces& traces) {
  CaseTimes times;
  for (const Visit* visit : quoted.visits) times.probe_rates.push_back(probe_rate(*visit));
  times.rank_medians_seconds = rank_medians(record, quoted);
  times.quoted = std::move(quoted.rounds);
  take_quantiles(times, flat(quoted.left_out == 0 ? times.quoted : slowest_rank_times(record)));
  times.iterations = quoted.samples;
  times.left_out = quoted.left_out;
  times.rounds = static_cast<int>(quoted.measured_rounds);
  for (const Visit& visit : record.visits) {
    if (visit.disturbed && !visit.samples.empty()) ++times.disturbed_rounds;
    times.late_iterations += visit.late_iterations;
  }
  const std::vector<double> products = flat(times_per_probe(times));
  const double per_probe = products.empty() ? 0 : 1 / median(products);
  if (is_positive(per_probe)) times.per_probe = per_probe;
  take_power(times, record, quoted.visits, traces);
  times.core_clock_hz = visit_core_clock_hz(record, traces);
  return times;
}

bool is_time(double seconds) { return seconds >= shortest_seconds && seconds <= longest_seconds; }

/// A rank's median is not above that of the slowest one, save for what machines round in other
/// ways.
bool are_of_ranks(const std::vector<double>& medians, double of_slowest) {
  return std::all_of(medians.begin(), medians.end(),
                     [&](double each) { return is_time(each) && each <= of_slowest * (1 + 1e-9); });
}

}  // namespace

bool is_sound(const CaseSummary& summary) {
  if (!summary.fault.empty()) {
    CaseSummary faulty;
    faulty.fault = summary.fault;
    return summary == faulty;
  }
  const bool times = is_time(summary.median_seconds) && is_time(summary.p5_seconds) &&
                     is_time(summary.p95_seconds) && is_time(summary.p99_seconds) &&
                     summary.p5_seconds <= summary.p95_seconds &&
                     summary.p95_seconds <= summary.p99_seconds;
  const bool counts = summary.left_out < summary.iterations && summary.rounds > 0 &&
                      static_cast<std::uint64_t>(summary.rounds) <= summary.iterations &&
                      summary.disturbed_rounds >= 0 && summary.disturbed_rounds <= summary.rounds;
  const auto is_rate = [](const std::optional<double>& rate) {
    return !rate || is_positive(*rate);
  };
  const bool sensors = summary.watts.has_value() == summary.joules_per_iteration.has_value() &&
                       is_rate(summary.watts) && is_rate(summary.joules_per_iteration) &&
                       is_rate(summary.core_clock_hz);
  return times && counts && sensors && is_rate(summary.per_probe) &&
         are_of_ranks(summary.rank_medians_seconds, summary.median_seconds);
}

std::optional<CaseTimes> case_times(const CaseRecord& record, const SensorTraces& traces) {
  try {
    QuotedTimes quoted = quoted_times(record);
    if (quoted.samples == 0) return std::nullopt;
    return times_of(record, std::move(quoted), traces);
  } catch (const DataError& error) {
    CaseTimes faulty;
    faulty.fault = error.what();
    return faulty;
  }
}

RoundSamples times_per_probe(const CaseTimes& times) {
  return scaled(times.quoted, times.probe_rates);
}

RoundSamples joules_of(const CaseTimes& times) { return scaled(times.quoted, times.visit_watts); }

}  // namespace steelyard
