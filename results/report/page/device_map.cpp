#include "results/report/page/device_map.hpp"

#include <algorithm>

#include "harness/core/statistics/quantiles.hpp"

namespace steelyard::results::page {
namespace {

double median_of_medians(const std::vector<RankTimes>& ranks) {
  std::vector<double> medians;
  for (const RankTimes& each : ranks) medians.push_back(each.p50);
  return median(medians);
}

void add_case(DeviceMap& map, std::size_t row, const std::vector<RankTimes>& ranks) {
  const double usual = median_of_medians(ranks);
  for (DeviceRow& device : map.rows) device.relative.emplace_back();
  for (const RankTimes& each : ranks) {
    const auto device = std::find_if(map.rows.begin(), map.rows.end(),
                                     [&](const DeviceRow& one) { return one.rank == each.rank; });
    if (device != map.rows.end()) device->relative.back() = each.p50 / usual;
  }
  map.cases.push_back(row);
}

DeviceMap map_of(const PlacedRun& run, const Ranking& ranking) {
  DeviceMap map{.chip = run.chip, .run = run.run};
  for (const RankInfo& rank : run.details.info.environment.ranks) {
    map.rows.push_back({rank.rank, rank.host, rank.device, {}});
  }
  for (std::size_t row = 0; row < ranking.cases.size(); ++row) {
    const CaseDetails* details = find_case(run.details, ranking.cases[row].id);
    if (details != nullptr && !details->ranks.empty()) add_case(map, row, details->ranks);
  }
  return map;
}

}  // namespace

std::vector<DeviceMap> device_maps(const PageInput& input) {
  std::vector<DeviceMap> maps;
  for (const PlacedRun& run : input.runs()) {
    const RunInfo& info = run.details.info;
    if (info.environment.ranks.size() < 2 || info.origin == Origin::modelled) continue;
    DeviceMap map = map_of(run, input.ranking());
    if (!map.cases.empty()) maps.push_back(std::move(map));
  }
  return maps;
}

}  // namespace steelyard::results::page
