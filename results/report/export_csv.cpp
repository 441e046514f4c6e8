#include "results/report/export_csv.hpp"

#include <fmt/format.h>

#include <array>
#include <iterator>
#include <string_view>

#include "harness/core/case_times.hpp"
#include "results/report/csv.hpp"
#include "results/verdicts/run_figures.hpp"

namespace steelyard::results {
namespace {

constexpr std::string_view header =
    "row,case_id,case,round,iteration,rank,seconds,late,disturbed,workload,group,outcome,reason,"
    "algorithm,verification,iterations,rounds,median_seconds,median_low_seconds,"
    "median_high_seconds,p5_seconds,p95_seconds,p99_seconds,figure,figure_low,figure_high,unit,"
    "origin\r\n";
/// Columns behind those of samples, and behind those that every case has.
constexpr std::string_view no_summary = ",,,,,,,,,,,,,,,,,,";
constexpr std::string_view no_figures = ",,,,,,,,,,,";

std::string figures_cells(const CaseFigures& f) {
  // An interval that means nothing leaves its cells empty.
  const auto end = [&](double value) {
    return has_interval(f) ? fmt::format("{}", value) : std::string();
  };
  return fmt::format(",{},{},{},{},{},{},{},{},{},{},{},{}", f.iterations, f.rounds,
                     f.seconds.point, end(f.seconds.low), end(f.seconds.high), f.p5_seconds,
                     f.p95_seconds, f.p99_seconds, f.figure.point, end(f.figure.low),
                     end(f.figure.high), unit(f.kind));
}

std::string case_row(const CaseRecord& record, const std::optional<CaseFigures>& figures,
                     const std::string& identity, Origin origin) {
  return fmt::format(
      "case,{},,,,,,,{},{},{},{},{},{}{},{}\r\n", identity, csv_cell(record.workload),
      csv_cell(record.group), name(record.outcome), csv_cell(record.reason),
      csv_cell(record.algorithm), name(record.verification.state),
      figures ? figures_cells(*figures) : std::string(1, ',') + std::string(no_figures),
      name(origin));
}

/// Rows of one visit. `iteration` counts within the case, from 0, as in the run file.
void add_samples(std::string& out, const Visit& visit, std::size_t ranks, std::size_t& iteration,
                 const std::string& identity, Origin origin) {
  std::vector<std::uint8_t> disturbed = disturbed_samples(visit);
  if (disturbed.empty()) disturbed.assign(visit.samples.size() / ranks, visit.disturbed ? 1 : 0);
  for (std::size_t i = 0; i < visit.samples.size(); ++i) {
    const std::size_t row = i / ranks;
    const bool late = row < visit.late.size() && visit.late[row] != 0;
    fmt::format_to(std::back_inserter(out), "sample,{},{},{},{},{},{},{}{},{}\r\n", identity,
                   visit.round, iteration + row, i % ranks, visit.samples[i], late ? 1 : 0,
                   disturbed.at(row) != 0 ? 1 : 0, no_summary, name(origin));
  }
  iteration += visit.samples.size() / ranks;
}

}  // namespace

std::string export_csv(const RunRecord& run) {
  std::string out{header};
  const auto figures = run_figures(run);
  for (std::size_t i = 0; i < run.cases.size(); ++i) {
    const CaseRecord& record = run.cases[i];
    const std::string identity = csv_cell(record.id) + "," + csv_cell(record.name);
    out += case_row(record, figures[i], identity, run.info.origin);
    const std::size_t ranks = record.ranks < 1 ? 1 : static_cast<std::size_t>(record.ranks);
    std::size_t iteration = 0;
    for (const Visit& visit : record.visits) {
      add_samples(out, visit, ranks, iteration, identity, run.info.origin);
    }
  }
  return out;
}

}  // namespace steelyard::results
