#include "results/report/page/rank_times.hpp"

#include <algorithm>

#include "harness/core/case_times.hpp"
#include "harness/core/error.hpp"
#include "harness/core/statistics/quantiles.hpp"

namespace steelyard::results::page {
namespace {

bool is_sound(const CaseRecord& record) {
  try {
    return !slowest_rank_times(record).empty();
  } catch (const DataError&) {
    return false;
  }
}

std::vector<double> times_of(const CaseRecord& record, std::size_t rank) {
  const auto ranks = static_cast<std::size_t>(record.ranks);
  std::vector<double> times;
  for (const Visit& visit : record.visits) {
    for (std::size_t i = rank; i < visit.samples.size(); i += ranks) {
      times.push_back(visit.samples[i]);
    }
  }
  std::sort(times.begin(), times.end());
  return times;
}

void name_place(RankTimes& times, const Environment& environment) {
  for (const RankInfo& info : environment.ranks) {
    if (info.rank != times.rank) continue;
    times.host = info.host;
    times.device = info.device;
    return;
  }
}

}  // namespace

std::vector<RankTimes> rank_times(const CaseRecord& record, const Environment& environment) {
  std::vector<RankTimes> ranks;
  if (!has_samples(record.outcome) || !is_sound(record)) return ranks;
  for (int rank = 0; rank < record.ranks; ++rank) {
    const std::vector<double> times = times_of(record, static_cast<std::size_t>(rank));
    RankTimes& row = ranks.emplace_back();
    row.rank = rank;
    name_place(row, environment);
    row.samples = times.size();
    row.p5 = quantile(times, 0.05);
    row.p25 = quantile(times, 0.25);
    row.p50 = quantile(times, 0.5);
    row.p75 = quantile(times, 0.75);
    row.p95 = quantile(times, 0.95);
  }
  return ranks;
}

std::vector<RankTimes> extremes(std::vector<RankTimes> ranks, std::size_t most) {
  if (ranks.size() <= most) return ranks;
  std::stable_sort(ranks.begin(), ranks.end(),
                   [](const RankTimes& a, const RankTimes& b) { return a.p50 < b.p50; });
  const auto half = static_cast<std::ptrdiff_t>(most / 2);
  ranks.erase(ranks.begin() + half, ranks.end() - half);
  std::sort(ranks.begin(), ranks.end(),
            [](const RankTimes& a, const RankTimes& b) { return a.rank < b.rank; });
  return ranks;
}

}  // namespace steelyard::results::page
