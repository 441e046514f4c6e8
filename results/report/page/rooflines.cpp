#include "results/report/page/rooflines.hpp"

#include <algorithm>

#include "results/verdicts/limits.hpp"

namespace steelyard::results::page {
namespace {

constexpr double tera = 1e12;
constexpr double giga = 1e9;

std::optional<Roof> roof(const Figure* figure, double unit) {
  if (figure == nullptr) return std::nullopt;
  return Roof{figure->value * unit, figure->from};
}

Roofline make_roofline(const PageInput& input, std::size_t chip, Dtype dtype) {
  const Chip* row = input.catalogue_row(chip);
  Roofline line{.chip = chip, .dtype = std::string(name(dtype))};
  if (row == nullptr) return line;
  line.peak = roof(dense_peak(*row, dtype), tera);
  line.memory = roof(memory_bandwidth(*row), giga);
  return line;
}

bool is_point(const RankedCell& cell, const CaseDetails& details) {
  return cell.figures && cell.figures->kind == FigureKind::flops &&
         details.record.work.bytes_moved > 0 && case_dtype(details.record);
}

}  // namespace

std::vector<Roofline> rooflines(const PageInput& input) {
  const Ranking& ranking = input.ranking();
  std::vector<Roofline> lines;
  for (std::size_t chip = 0; chip < ranking.chips.size(); ++chip) {
    const auto first = static_cast<std::ptrdiff_t>(lines.size());
    for (std::size_t row = 0; row < ranking.cases.size(); ++row) {
      const auto& cell = ranking.cases[row].cells[chip];
      const CaseDetails* details = input.find(chip, ranking.cases[row].id);
      if (!cell || details == nullptr || !is_point(*cell, *details)) continue;
      const CaseRecord& record = details->record;
      const Dtype dtype = *case_dtype(record);
      auto line = std::find_if(lines.begin() + first, lines.end(),
                               [&](const Roofline& each) { return each.dtype == name(dtype); });
      if (line == lines.end()) line = lines.insert(line, make_roofline(input, chip, dtype));
      line->points.push_back({row, record.work.flops / record.work.bytes_moved,
                              cell->figures->figure, has_interval(*cell->figures),
                              asks_for_hot_cache(record)});
    }
  }
  return lines;
}

}  // namespace steelyard::results::page
