#include "results/report/page/bus_bandwidth.hpp"

#include <algorithm>

#include "harness/core/case_spec.hpp"
#include "harness/core/error.hpp"
#include "results/verdicts/limits.hpp"

namespace steelyard::results::page {
namespace {

std::string series_of(const std::string& name) {
  try {
    CaseSpec spec = parse_case(name);
    std::erase_if(spec.parameters, [](const auto& parameter) {
      return parameter.first == "bytes" || parameter.first == "ranks";
    });
    return to_string(spec);
  } catch (const UsageError&) {
    return name;
  }
}

BusBandwidth& chart_of(std::vector<BusBandwidth>& charts, const CaseRecord& record) {
  const auto dtype = case_dtype(record);
  BusBandwidth wanted{record.group,
                      series_of(record.name),
                      dtype ? std::string(name(*dtype)) : std::string(),
                      record.timing,
                      {}};
  const auto found = std::find_if(charts.begin(), charts.end(), [&](const BusBandwidth& each) {
    return each.group == wanted.group && each.series == wanted.series && each.mode == wanted.mode;
  });
  return found != charts.end() ? *found : charts.emplace_back(std::move(wanted));
}

BusLine& line_of(BusBandwidth& chart, std::size_t chip, int ranks) {
  const auto found = std::find_if(chart.lines.begin(), chart.lines.end(), [&](const BusLine& each) {
    return each.chip == chip && each.ranks == ranks;
  });
  if (found != chart.lines.end()) return *found;
  BusLine line;
  line.chip = chip;
  line.ranks = ranks;
  return chart.lines.emplace_back(std::move(line));
}

std::optional<BusLimit> limit_of(const PageInput& input, std::size_t chip,
                                 const CaseRecord& record) {
  const Placement placement = placement_of(input.run_with(chip, record.id)->details.info);
  const auto limit = bus_limit(record, input.catalogue_row(chip), placement);
  if (!limit) return std::nullopt;
  return BusLimit{limit->of, {limit->value, *limit->from}};
}

void add_point(BusLine& line, const BusPoint& point, std::optional<BusLimit> limit) {
  const auto at =
      std::upper_bound(line.points.begin(), line.points.end(), point,
                       [](const BusPoint& a, const BusPoint& b) { return a.bytes < b.bytes; });
  line.points.insert(at, point);
  // Sizes may go by different algorithms; the line is drawn where none of them can be above.
  if (limit && (!line.limit || line.limit->roof.value < limit->roof.value))
    line.limit = std::move(limit);
}

}  // namespace

std::vector<BusBandwidth> bus_bandwidth(const PageInput& input) {
  const Ranking& ranking = input.ranking();
  std::vector<BusBandwidth> charts;
  for (std::size_t row = 0; row < ranking.cases.size(); ++row) {
    for (std::size_t chip = 0; chip < ranking.chips.size(); ++chip) {
      const auto& cell = ranking.cases[row].cells[chip];
      const CaseDetails* details = input.find(chip, ranking.cases[row].id);
      if (!cell || !cell->figures || details == nullptr) continue;
      const CaseFigures& figures = *cell->figures;
      const CaseRecord& record = details->record;
      if (figures.kind != FigureKind::busbw) continue;
      BusLine& line = line_of(chart_of(charts, record), chip, record.ranks);
      add_point(line, {row, record.work.message_bytes, figures.figure, has_interval(figures)},
                limit_of(input, chip, record));
    }
  }
  for (BusBandwidth& chart : charts) {
    std::stable_sort(chart.lines.begin(), chart.lines.end(),
                     [](const BusLine& a, const BusLine& b) { return a.chip < b.chip; });
  }
  return charts;
}

}  // namespace steelyard::results::page
