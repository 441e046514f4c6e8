#include "harness/core/visit_power.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "harness/core/statistics/quantiles.hpp"

namespace steelyard {
namespace {

/// No device draws more, nor does a counter go on faster.
constexpr double most_watts = 1e6;
/// Of the time asked about, that readings must span.
constexpr double least_cover = 0.5;

double value_of(const TelemetrySample& sample, PowerSource source) {
  return source == PowerSource::counter ? sample.energy_joules : sample.power_watts;
}

/// Joules between two readings that follow each other; negative or NaN: these two are of no use.
double joules_between(const TelemetrySample& before, const TelemetrySample& after,
                      PowerSource source) {
  const double first = value_of(before, source);
  const double second = value_of(after, source);
  if (source == PowerSource::counter) return second - first;
  if (!(first >= 0 && second >= 0)) return std::nan("");
  return (first + second) / 2 * (after.seconds - before.seconds);
}

double sampling_seconds(const Visit& visit) {
  double seconds = 0;
  for (const Batch& batch : visit.batches) seconds += batch.wall_seconds;
  return std::min(seconds, visit.wall_seconds);
}

/// When a visit was sampled: its last seconds, as many as its batches took.
std::pair<double, double> sampled_from_to(const Visit& visit) {
  const double end = visit.start_seconds + visit.wall_seconds;
  return {end - sampling_seconds(visit), end};
}

/// Of one visit, the mean over ranks; 0: not known.
double watts_of(const CaseRecord& record, const Visit& visit, const SensorTraces& traces,
                PowerSource source) {
  const auto [begin, end] = sampled_from_to(visit);
  if (visit.samples.empty() || !(end > begin)) return 0;
  double sum = 0;
  for (int rank = 0; rank < record.ranks; ++rank) {
    const auto watts = traces.mean_watts(rank, begin, end, source);
    if (!watts) return 0;
    sum += *watts / record.ranks;
  }
  return sum;
}

}  // namespace

std::string_view name(PowerSource source) {
  return source == PowerSource::counter ? "counter" : "power";
}

SensorTraces::SensorTraces(std::span<const TelemetrySample> samples) {
  for (const TelemetrySample& sample : samples) {
    if (std::isfinite(sample.seconds)) by_rank_[sample.rank].push_back(sample);
  }
  for (auto& [rank, trace] : by_rank_) {
    std::ranges::stable_sort(trace, {}, &TelemetrySample::seconds);
  }
}

std::optional<double> SensorTraces::mean_watts(int rank, double begin, double end,
                                               PowerSource source) const {
  const auto found = by_rank_.find(rank);
  if (found == by_rank_.end()) return std::nullopt;
  const auto& trace = found->second;
  const TelemetrySample* first = nullptr;
  const TelemetrySample* last = nullptr;
  double joules = 0;
  for (auto each = std::ranges::lower_bound(trace, begin, {}, &TelemetrySample::seconds);
       each != trace.end() && each->seconds <= end; ++each) {
    if (!std::isfinite(value_of(*each, source))) continue;
    if (first == nullptr) {
      first = &*each;
    } else {
      const double more = joules_between(*last, *each, source);
      if (!(more >= 0)) return std::nullopt;
      joules += more;
    }
    last = &*each;
  }
  if (first == nullptr) return std::nullopt;
  const double seconds = last->seconds - first->seconds;
  if (!(seconds > 0 && seconds >= least_cover * (end - begin))) return std::nullopt;
  const double watts = joules / seconds;
  if (!(watts > 0 && watts <= most_watts)) return std::nullopt;
  return watts;
}

std::optional<VisitPower> visit_power(const CaseRecord& record, const SensorTraces& traces) {
  for (const PowerSource source : {PowerSource::counter, PowerSource::power}) {
    VisitPower power{source, {}};
    for (const Visit& visit : record.visits) {
      power.watts.push_back(watts_of(record, visit, traces, source));
    }
    if (std::ranges::any_of(power.watts, [](double watts) { return watts > 0; })) return power;
  }
  return std::nullopt;
}

std::vector<double> SensorTraces::core_clocks_hz(int rank, double begin, double end) const {
  std::vector<double> clocks;
  const auto found = by_rank_.find(rank);
  if (found == by_rank_.end()) return clocks;
  for (auto each = std::ranges::lower_bound(found->second, begin, {}, &TelemetrySample::seconds);
       each != found->second.end() && each->seconds <= end; ++each) {
    const double clock = each->core_clock_hz;
    if (std::isfinite(clock) && clock > 0) clocks.push_back(clock);
  }
  return clocks;
}

std::optional<double> visit_core_clock_hz(const CaseRecord& record, const SensorTraces& traces) {
  double sum = 0;
  for (int rank = 0; rank < record.ranks; ++rank) {
    std::vector<double> clocks;
    for (const Visit& visit : record.visits) {
      if (visit.samples.empty()) continue;
      const auto [begin, end] = sampled_from_to(visit);
      const auto more = traces.core_clocks_hz(rank, begin, end);
      clocks.insert(clocks.end(), more.begin(), more.end());
    }
    if (clocks.empty()) return std::nullopt;
    sum += median(clocks);
  }
  return record.ranks > 0 ? std::optional(sum / record.ranks) : std::nullopt;
}

}  // namespace steelyard
