#include "results/report/export_json.hpp"

#include <nlohmann/json.hpp>
#include <type_traits>

#include "harness/core/case_times.hpp"
#include "results/store/schema.hpp"
#include "results/verdicts/run_figures.hpp"

namespace steelyard::results {
namespace {

using Json = nlohmann::ordered_json;

/// A visitor for the lists of schema.hpp that adds every member under its name.
auto into(Json& out) {
  return [&out](const char* key, const char*, const auto& value) {
    if constexpr (std::is_enum_v<std::remove_cvref_t<decltype(value)>>) {
      out[key] = name(value);
    } else {
      out[key] = value;
    }
  };
}

/// [iteration][rank].
Json sample_rows(const Visit& visit, std::size_t ranks) {
  Json rows = Json::array();
  for (std::size_t at = 0; at + ranks <= visit.samples.size(); at += ranks) {
    const auto begin = visit.samples.begin() + static_cast<std::ptrdiff_t>(at);
    rows.push_back(std::vector<double>(begin, begin + static_cast<std::ptrdiff_t>(ranks)));
  }
  return rows;
}

Json to_json(const Visit& visit, std::size_t ranks) {
  Json out;
  const schema::VisitRow row{visit, visit.samples.size() / ranks, !visit.late.empty()};
  schema::describe_visit(into(out), row);
  out[std::string(schema::samples)] = sample_rows(visit, ranks);
  out[std::string(schema::late)] = visit.late;
  Json batches = Json::array();
  for (const Batch& batch : visit.batches) {
    Json& one = batches.emplace_back();
    const schema::BatchRow batch_row{visit.round, batch};
    schema::describe_batch(into(one), batch_row);
  }
  out[std::string(schema::batches)] = std::move(batches);
  return out;
}

/// An interval that means nothing has no ends.
Json to_json(const Interval& interval, bool known) {
  if (!known) return {{"low", nullptr}, {"point", interval.point}, {"high", nullptr}};
  return {{"low", interval.low}, {"point", interval.point}, {"high", interval.high}};
}

Json to_json(const CaseFigures& figures) {
  const bool known = has_interval(figures);
  Json out{{"seconds", to_json(figures.seconds, known)},
           {"p5_seconds", figures.p5_seconds},
           {"p95_seconds", figures.p95_seconds},
           {"p99_seconds", figures.p99_seconds},
           {"figure", to_json(figures.figure, known)},
           {"unit", unit(figures.kind)},
           {"iterations", figures.iterations},
           {"left_out", figures.left_out},
           {"rounds", figures.rounds}};
  if (figures.algbw) out["algbw"] = to_json(*figures.algbw, known);
  if (figures.per_probe) out["per_probe"] = to_json(*figures.per_probe, known);
  return out;
}

Json to_json(const CaseRecord& record, const std::optional<CaseFigures>& figures, Origin origin) {
  Json out{{"id", record.id}, {"origin", name(origin)}};
  schema::describe_case(into(out), record);
  if (figures) out["figures"] = to_json(*figures);
  const std::size_t ranks = record.ranks < 1 ? 1 : static_cast<std::size_t>(record.ranks);
  Json& visits = out[std::string(schema::visits)] = Json::array();
  for (const Visit& visit : record.visits) visits.push_back(to_json(visit, ranks));
  return out;
}

Json to_json(const Environment& environment) {
  Json ranks = Json::array();
  for (const RankInfo& rank : environment.ranks) {
    schema::describe_rank(into(ranks.emplace_back(Json::object())), rank);
  }
  Json nodes = Json::array();
  for (const NodeInfo& node : environment.nodes) {
    nodes.push_back({{"host", node.host}, {"facts", node.facts}, {"topology", node.topology_xml}});
  }
  return {{"ranks", ranks},
          {"nodes", nodes},
          {"software", environment.software},
          {"variables", environment.variables},
          {"warnings", environment.warnings}};
}

Json to_json(const Continuation& continuation) {
  Json out;
  schema::describe_continuation(into(out), continuation);
  out[std::string(schema::environment)] = to_json(continuation.environment);
  return out;
}

}  // namespace

std::string export_json(const RunRecord& run) {
  Json out{{"schema", schema::name}, {"schema_version", schema::version}};
  schema::describe_run(into(out), run.info);
  out[std::string(schema::suite_text)] = run.info.suite_text;
  out[std::string(schema::environment)] = to_json(run.info.environment);
  Json& continuations = out[std::string(schema::continuations)] = Json::array();
  for (const Continuation& one : run.info.continuations) continuations.push_back(to_json(one));
  Json& cases = out[std::string(schema::cases)] = Json::array();
  const auto figures = run_figures(run);
  for (std::size_t i = 0; i < run.cases.size(); ++i) {
    cases.push_back(to_json(run.cases[i], figures[i], run.info.origin));
  }
  Json& telemetry = out[std::string(schema::telemetry)] = Json::array();
  for (const TelemetrySample& sample : run.telemetry) {
    schema::describe_telemetry(into(telemetry.emplace_back(Json::object())), sample);
  }
  return out.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace steelyard::results
