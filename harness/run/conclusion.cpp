#include "harness/run/conclusion.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "harness/core/statistics/median_interval.hpp"

namespace steelyard::run {

RoundSamples slowest_by_round(const CaseRecord& record) {
  RoundSamples rounds;
  const std::size_t ranks = static_cast<std::size_t>(record.ranks);
  for (const Visit& visit : record.visits) {
    std::vector<double> slowest;
    slowest.reserve(visit.samples.size() / ranks);
    for (auto row = visit.samples.begin(); row != visit.samples.end();
         row += static_cast<std::ptrdiff_t>(ranks)) {
      slowest.push_back(*std::max_element(row, row + static_cast<std::ptrdiff_t>(ranks)));
    }
    if (!slowest.empty()) rounds.push_back(std::move(slowest));
  }
  return rounds;
}

void conclude(CaseRecord& record, int rounds) {
  const RoundSamples samples = slowest_by_round(record);
  if (samples.empty()) return;
  const Interval interval = bootstrap_median(samples);
  record.reached_precision = interval.relative_half_width();
  record.reason.clear();
  std::size_t iterations = 0;
  for (const auto& round : samples) iterations += round.size();
  if (iterations < fewest_for_interval) {
    record.outcome = Outcome::unstable;
    record.reason = fmt::format("{} iterations are too few for an interval", iterations);
    return;
  }
  const std::string short_of =
      static_cast<int>(samples.size()) < rounds
          ? fmt::format("{} of {} rounds were measured", samples.size(), rounds)
          : "";
  if (record.reached_precision <= record.target_precision && short_of.empty()) {
    record.outcome = Outcome::passed;
    return;
  }
  record.outcome = Outcome::unstable;
  if (record.reached_precision > record.target_precision) {
    record.reason = fmt::format("the interval is +-{:.1f} %, +-{:.1f} % was asked for",
                                100 * record.reached_precision, 100 * record.target_precision);
  }
  if (!short_of.empty()) record.reason += (record.reason.empty() ? "" : "; ") + short_of;
}

}  // namespace steelyard::run
