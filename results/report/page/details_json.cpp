#include "results/report/page/details_json.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <nlohmann/json.hpp>

#include "results/report/page/bus_bandwidth.hpp"
#include "results/report/page/device_map.hpp"
#include "results/report/page/environment_differences.hpp"
#include "results/report/page/environment_facts.hpp"
#include "results/report/page/rooflines.hpp"
#include "results/verdicts/reproduce.hpp"

namespace steelyard::results::page {
namespace {

using Json = nlohmann::ordered_json;

/// Ranks of one case that a chart of distributions can hold.
constexpr std::size_t most_ranks = 32;

/// With 9 significant digits; null for what JSON has no number for.
Json number(double value) {
  if (!std::isfinite(value)) return nullptr;
  return std::strtod(fmt::format("{:.9g}", value).c_str(), nullptr);
}

/// An interval that means nothing has no ends.
Json to_json(const Interval& interval, bool known) {
  if (!known) return {{"low", nullptr}, {"point", number(interval.point)}, {"high", nullptr}};
  return {{"low", number(interval.low)},
          {"point", number(interval.point)},
          {"high", number(interval.high)}};
}

template <typename T>
Json or_null(const std::optional<T>& value) {
  return value ? Json(*value) : Json(nullptr);
}

Json to_json(const std::optional<Roof>& roof) {
  if (!roof) return nullptr;
  return {{"value", number(roof->value)},
          {"source", roof->from.source},
          {"origin", name(roof->from.kind)},
          {"confidence", name(roof->from.confidence)}};
}

Json nodes_of(const Environment& environment) {
  Json nodes = Json::array();
  for (const RankInfo& rank : environment.ranks) {
    if (rank.host.empty()) continue;
    auto node = std::find_if(nodes.begin(), nodes.end(),
                             [&](const Json& each) { return each["host"] == rank.host; });
    if (node == nodes.end()) {
      nodes.push_back({{"host", rank.host}, {"ranks", Json::array()}});
      node = nodes.end() - 1;
    }
    (*node)["ranks"].push_back(rank.rank);
  }
  return nodes;
}

Json to_json(const PlacedRun& run) {
  const RunInfo& info = run.details.info;
  return {{"chip", run.chip},
          {"run", run.run},
          {"file", run.details.name},
          {"uuid", info.uuid},
          {"origin", name(info.origin)},
          {"created_utc", info.created_utc},
          {"suite", info.suite_name},
          {"command", info.command_line},
          {"nodes", nodes_of(info.environment)}};
}

Json to_json(const EnvironmentDifference& difference) {
  Json values = Json::array();
  for (const EnvironmentValue& each : difference.values) {
    Json& value = values.emplace_back(Json{{"chip", each.chip}, {"run", each.run}});
    if (each.start) value["start"] = *each.start;
    value["host"] = or_null(each.host);
    if (!each.ranks.empty()) value["ranks"] = each.ranks;
    value["value"] = or_null(each.value);
  }
  return {{"what", difference.what}, {"values", values}};
}

Json to_json(const Roofline& line) {
  Json points = Json::array();
  for (const RooflinePoint& each : line.points) {
    Json& point = points.emplace_back(Json{{"case", each.row},
                                           {"flops_per_byte", number(each.operations_per_byte)},
                                           {"figure", to_json(each.figure, each.has_interval)}});
    if (each.hot) point["hot"] = true;
  }
  return {{"chip", line.chip},
          {"dtype", line.dtype},
          {"peak", to_json(line.peak)},
          {"memory", to_json(line.memory)},
          {"points", points}};
}

Json to_json(const std::optional<BusLimit>& limit) {
  if (!limit) return nullptr;
  Json out = to_json(std::optional<Roof>(limit->roof));
  out["of"] = name(limit->of);
  return out;
}

Json to_json(const BusLine& line) {
  Json points = Json::array();
  for (const BusPoint& each : line.points) {
    points.push_back({{"case", each.row},
                      {"bytes", number(each.bytes)},
                      {"busbw", to_json(each.busbw, each.has_interval)}});
  }
  return {{"chip", line.chip},
          {"ranks", line.ranks},
          {"limit", to_json(line.limit)},
          {"points", points}};
}

Json to_json(const BusBandwidth& chart) {
  Json chips = Json::array();
  for (const BusLine& line : chart.lines) chips.push_back(to_json(line));
  return {{"group", chart.group},
          {"series", chart.series},
          {"dtype", chart.dtype},
          {"mode", chart.mode},
          {"chips", chips}};
}

Json to_json(const RankTimes& rank) {
  return {{"rank", rank.rank},       {"host", rank.host},       {"device", rank.device},
          {"n", rank.samples},       {"p5", number(rank.p5)},   {"p25", number(rank.p25)},
          {"p50", number(rank.p50)}, {"p75", number(rank.p75)}, {"p95", number(rank.p95)}};
}

Json to_json(const DeviceMap& map) {
  Json rows = Json::array();
  Json relative = Json::array();
  for (const DeviceRow& row : map.rows) {
    rows.push_back({{"rank", row.rank}, {"host", row.host}, {"device", row.device}});
    Json& values = relative.emplace_back(Json::array());
    for (const auto& each : row.relative) values.push_back(each ? number(*each) : Json(nullptr));
  }
  return {{"chip", map.chip},
          {"run", map.run},
          {"rows", rows},
          {"cases", map.cases},
          {"relative", relative}};
}

template <typename Range>
Json list(const Range& range) {
  Json out = Json::array();
  for (const auto& each : range) out.push_back(to_json(each));
  return out;
}

Json rank_times_json(const PageInput& input) {
  Json out = Json::array();
  const std::vector<RankedCase>& cases = input.ranking().cases;
  for (std::size_t row = 0; row < cases.size(); ++row) {
    for (const PlacedRun& run : input.runs()) {
      const CaseDetails* details = find_case(run.details, cases[row].id);
      if (details == nullptr || details->ranks.empty()) continue;
      const auto shown = extremes(details->ranks, most_ranks);
      Json& entry = out.emplace_back(
          Json{{"case", row}, {"chip", run.chip}, {"run", run.run}, {"ranks", list(shown)}});
      const auto all = static_cast<std::size_t>(details->record.ranks);
      if (all > shown.size()) entry["ranks_left_out"] = all - shown.size();
    }
  }
  return out;
}

Json reproduce_json(const PageInput& input) {
  Json out = Json::array();
  const Ranking& ranking = input.ranking();
  for (std::size_t row = 0; row < ranking.cases.size(); ++row) {
    for (std::size_t chip = 0; chip < ranking.chips.size(); ++chip) {
      const PlacedRun* run = input.run_with(chip, ranking.cases[row].id);
      if (run == nullptr) continue;
      const CaseDetails* details = input.find(chip, ranking.cases[row].id);
      const std::string command = reproduce_command(run->details.info, details->record);
      if (command.empty()) continue;
      out.push_back({{"case", row}, {"chip", chip}, {"command", command}});
    }
  }
  return out;
}

}  // namespace

std::string details_json(const PageInput& input) {
  const Json out{
      {"runs", list(input.runs())},
      {"environment_differences", list(environment_differences(environment_facts(input)))},
      {"rooflines", list(rooflines(input))},
      {"bus_bandwidth", list(bus_bandwidth(input))},
      {"rank_times", rank_times_json(input)},
      {"devices", list(device_maps(input))},
      {"reproduce", reproduce_json(input)}};
  return out.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace steelyard::results::page
