#include "results/report/history/history_csv.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "results/report/csv.hpp"

namespace steelyard::results {
namespace {

/// Cells of one line, in the order of the titles.
struct Line {
  std::string row;
  std::string case_id, case_name, group;
  std::string created_utc, run_uuid, file, label;
  std::string figure, outlier;
  std::string ratio, deviate, p_value, state;
  std::string beside, acknowledgement;
  std::string spread, correlation, without_figure;
  std::string carried_by;
  std::string metric;
};

std::string text(const Line& line) {
  return csv_line({line.row,         line.case_id,     line.case_name,      line.group,
                   line.created_utc, line.run_uuid,    line.file,           line.label,
                   line.figure,      line.outlier,     line.ratio,          line.deviate,
                   line.p_value,     line.state,       line.beside,         line.acknowledgement,
                   line.spread,      line.correlation, line.without_figure, line.carried_by,
                   line.metric});
}

std::string joined(const std::vector<std::string>& texts) {
  return csv_cell(fmt::format("{}", fmt::join(texts, "; ")));
}

Line of_run(const std::string& row, const HistoryRun& run) {
  Line line;
  line.row = row;
  line.created_utc = csv_cell(run.created_utc);
  line.run_uuid = csv_cell(run.uuid);
  line.file = csv_cell(run.file);
  return line;
}

void name_case(Line& line, const HistoryCase& series) {
  line.case_id = csv_cell(series.id);
  line.case_name = csv_cell(series.name);
  line.group = csv_cell(series.group);
}

std::string run_line(const HistoryRun& run) {
  Line line = of_run("run", run);
  line.label = csv_cell(run.label);
  line.beside = joined(run.changes);
  return text(line);
}

std::string case_line(const HistoryCase& series) {
  Line line;
  line.row = "case";
  name_case(line, series);
  line.spread = csv_number(series.spread);
  line.correlation = csv_number(series.correlation);
  line.without_figure = std::to_string(series.without_figure);
  return text(line);
}

std::string point_line(const HistoryCase& series, const HistoryPoint& point,
                       const History& history) {
  Line line = of_run("point", history.runs[point.run]);
  name_case(line, series);
  line.figure = csv_number(point.figure);
  line.metric = history.metric->name;
  line.outlier = point.outlier ? "1" : "0";
  return text(line);
}

std::string change_line(const HistoryCase& series, const HistoryChange& change,
                        const History& history) {
  Line line = of_run("change", history.runs[series.points[change.point].run]);
  name_case(line, series);
  line.metric = history.metric->name;
  line.ratio = csv_number(change.ratio);
  line.deviate = csv_number(change.deviate);
  line.p_value = csv_number(change.p_value);
  line.state = name(change.state);
  line.beside = joined(change.beside);
  line.carried_by = csv_cell(change.carried_by.words);
  line.acknowledgement = csv_cell(change.acknowledgement);
  return text(line);
}

}  // namespace

std::string history_csv(const History& history) {
  std::string out = csv_line({"row",         "case_id",     "case",           "group",
                              "created_utc", "run_uuid",    "file",           "label",
                              "figure",      "outlier",     "ratio",          "deviate",
                              "p_value",     "state",       "beside",         "acknowledgement",
                              "spread",      "correlation", "without_figure", "carried_by",
                              "metric"});
  for (const HistoryRun& run : history.runs) out += run_line(run);
  for (const HistoryCase& series : history.cases) {
    out += case_line(series);
    for (const HistoryPoint& point : series.points) out += point_line(series, point, history);
    for (const HistoryChange& change : series.changes) out += change_line(series, change, history);
  }
  return out;
}

}  // namespace steelyard::results
