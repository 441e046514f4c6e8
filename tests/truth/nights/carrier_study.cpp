#include "tests/truth/nights/carrier_study.hpp"

#include <algorithm>
#include <cmath>
#include <string>

#include "results/verdicts/history/history.hpp"

namespace steelyard::truth {
namespace {

constexpr std::size_t quiet_nights = 60;
constexpr std::size_t first_slower = 4;
constexpr std::size_t ranks_of_node = 4;

/// Series of each rank: [rank][night].
std::vector<std::vector<double>> series_of(const CarriedLoss& loss, std::mt19937_64& generator) {
  const std::size_t count = quiet_nights + loss.nights;
  std::vector<double> shared(count, 0);
  if (loss.shared_noise) {
    shared = made_nights(NightNoise::independent, count, count, 0, generator);
  }
  std::vector<std::vector<double>> all;
  for (std::size_t rank = 0; rank < loss.ranks; ++rank) {
    const bool slower = (rank + loss.ranks - first_slower) % loss.ranks < loss.slower;
    all.push_back(
        made_nights(loss.noise, count, slower ? quiet_nights : count, loss.loss, generator));
    for (std::size_t i = 0; i < count; ++i) all.back()[i] += shared[i];
  }
  return all;
}

results::SummarisedRun night_of(const std::vector<std::vector<double>>& series, std::size_t night) {
  results::SummarisedRun run;
  run.name = std::to_string(night);
  run.run.info.uuid = run.name;
  run.run.info.created_utc = std::string(night, 'x');
  CaseRecord record;
  record.id = record.name = "matmul";
  record.outcome = Outcome::passed;
  run.run.cases = {record};
  CaseTimes times;
  for (std::size_t rank = 0; rank < series.size(); ++rank) {
    RankInfo info;
    info.rank = static_cast<int>(rank);
    info.host = "node" + std::to_string(rank / ranks_of_node);
    info.device = "cuda:" + std::to_string(rank % ranks_of_node);
    run.run.info.environment.ranks.push_back(info);
    times.rank_medians_seconds.push_back(std::exp(series[rank][night]));
  }
  times.median_seconds =
      *std::max_element(times.rank_medians_seconds.begin(), times.rank_medians_seconds.end());
  run.times.emplace_back(std::move(times));
  return run;
}

/// Adds one series with an alarm to what they count to.
void count(const results::Carrier& carrier, const CarriedLoss& loss, CarrierRates& rates) {
  if (!carrier.known) {
    rates.unknown += 1;
    return;
  }
  std::size_t right = 0;
  std::size_t wrong = 0;
  for (std::size_t rank = 0; rank < carrier.ranks.size(); ++rank) {
    if (!carrier.ranks[rank].shifted) continue;
    const bool slower = (rank + loss.ranks - first_slower) % loss.ranks < loss.slower;
    ++(slower ? right : wrong);
  }
  if (wrong > 0) {
    rates.wrong += 1;
  } else if (right == loss.slower) {
    rates.named += 1;
  } else {
    rates.part += 1;
  }
}

}  // namespace

CarrierRates carried_losses(const CarriedLoss& loss, int series, std::uint64_t seed) {
  std::mt19937_64 generator(seed);
  CarrierRates rates;
  double found = 0;
  for (int i = 0; i < series; ++i) {
    const auto of_ranks = series_of(loss, generator);
    std::vector<results::SummarisedRun> runs;
    for (std::size_t night = 0; night < quiet_nights + loss.nights; ++night) {
      runs.push_back(night_of(of_ranks, night));
    }
    const results::History history = results::history(runs);
    for (const results::HistoryChange& change : history.cases.front().changes) {
      if (change.state != results::ChangeState::alarm || change.point + 2 < quiet_nights) continue;
      found += 1;
      count(change.carried_by, loss, rates);
      break;
    }
  }
  rates.found = found / series;
  for (double* each : {&rates.named, &rates.unknown, &rates.part, &rates.wrong}) {
    if (found > 0) *each /= found;
  }
  return rates;
}

}  // namespace steelyard::truth
