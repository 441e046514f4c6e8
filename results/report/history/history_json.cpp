#include "results/report/history/history_json.hpp"

#include <fmt/format.h>

#include <cmath>
#include <cstdlib>
#include <nlohmann/json.hpp>

#include "results/report/carrier_json.hpp"
#include "results/report/metric_json.hpp"
#include "results/verdicts/history/levels.hpp"

namespace steelyard::results {
namespace {

using Json = nlohmann::ordered_json;

Json to_json(const HistoryChange& change) {
  return {{"point", change.point},
          {"ratio", change.ratio},
          {"deviate", change.deviate},
          {"p_value", change.p_value},
          {"state", name(change.state)},
          {"beside", change.beside},
          {"acknowledgement", change.acknowledgement},
          {"carried_by", carrier_json(change.carried_by)}};
}

/// With 6 significant digits; null for what JSON has no number for.
Json short_number(double value) {
  if (!std::isfinite(value)) return nullptr;
  return std::strtod(fmt::format("{:.6g}", value).c_str(), nullptr);
}

Json points_as_rows(const HistoryCase& series) {
  Json out = Json::array();
  for (const HistoryPoint& point : series.points) {
    out.push_back({{"run", point.run}, {"figure", point.figure}, {"outlier", point.outlier}});
  }
  return out;
}

/// Runs as stretches [first, how many].
Json points_as_columns(const HistoryCase& series) {
  Json runs = Json::array();
  Json seconds = Json::array();
  Json outliers = Json::array();
  for (std::size_t i = 0; i < series.points.size(); ++i) {
    const HistoryPoint& point = series.points[i];
    const bool goes_on = i > 0 && point.run == series.points[i - 1].run + 1;
    if (goes_on) {
      runs.back()[1] = runs.back()[1].get<std::size_t>() + 1;
    } else {
      runs.push_back(Json::array({point.run, 1}));
    }
    seconds.push_back(short_number(point.figure));
    if (point.outlier) outliers.push_back(i);
  }
  return {{"runs", runs}, {"figure", seconds}, {"outliers", outliers}};
}

using Points = Json (*)(const HistoryCase&);

Json to_json(const HistoryCase& series, const Metric& metric, Points points) {
  Json out{{"id", series.id},
           {"name", series.name},
           {"group", series.group},
           {"unit", nullptr},
           {"work", nullptr},
           {"spread", series.spread},
           {"correlation", series.correlation},
           {"without_figure", series.without_figure},
           {"points", points(series)},
           {"levels", Json::array()},
           {"changes", Json::array()}};
  if (is_time(metric)) {
    out["unit"] = series.unit;
    out["work"] = series.work;
  }
  for (const HistoryLevel& level : levels(series)) {
    out["levels"].push_back(
        {{"point", level.point}, {"points", level.points}, {"figure", level.figure}});
  }
  for (const HistoryChange& change : series.changes) out["changes"].push_back(to_json(change));
  return out;
}

Json to_json(const History& history, Points points) {
  Json out{{"format", "steelyard-history"},
           {"version", 1},
           {"metric", metric_json(*history.metric)},
           {"machine", history.machine},
           {"alarms", history.alarms},
           {"restless", history.restless},
           {"runs", Json::array()},
           {"cases", Json::array()}};
  for (const HistoryRun& run : history.runs) {
    out["runs"].push_back({{"file", run.file},
                           {"uuid", run.uuid},
                           {"created_utc", run.created_utc},
                           {"label", run.label},
                           {"changes", run.changes}});
  }
  for (const HistoryCase& series : history.cases) {
    out["cases"].push_back(to_json(series, *history.metric, points));
  }
  return out;
}

}  // namespace

std::string history_json(const History& history) {
  return to_json(history, points_as_rows).dump(2, ' ', false, Json::error_handler_t::replace) +
         "\n";
}

std::string history_columns_json(const History& history) {
  return to_json(history, points_as_columns).dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace steelyard::results
