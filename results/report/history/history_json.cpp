#include "results/report/history/history_json.hpp"

#include <nlohmann/json.hpp>

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
          {"acknowledgement", change.acknowledgement}};
}

Json to_json(const HistoryCase& series) {
  Json out{{"id", series.id},
           {"name", series.name},
           {"group", series.group},
           {"spread", series.spread},
           {"correlation", series.correlation},
           {"without_figure", series.without_figure},
           {"points", Json::array()},
           {"changes", Json::array()}};
  for (const HistoryPoint& point : series.points) {
    out["points"].push_back(
        {{"run", point.run}, {"median_seconds", point.median_seconds}, {"outlier", point.outlier}});
  }
  for (const HistoryChange& change : series.changes) out["changes"].push_back(to_json(change));
  return out;
}

}  // namespace

std::string history_json(const History& history) {
  Json out{{"format", "steelyard-history"}, {"version", 1},          {"alarms", history.alarms},
           {"restless", history.restless},  {"runs", Json::array()}, {"cases", Json::array()}};
  for (const HistoryRun& run : history.runs) {
    out["runs"].push_back({{"file", run.file},
                           {"uuid", run.uuid},
                           {"created_utc", run.created_utc},
                           {"label", run.label},
                           {"changes", run.changes}});
  }
  for (const HistoryCase& series : history.cases) out["cases"].push_back(to_json(series));
  return out.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace steelyard::results
