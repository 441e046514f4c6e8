#include "results/report/rank_text_sections.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "results/report/plain_text.hpp"
#include "results/report/quantity.hpp"
#include "results/report/rank_words.hpp"

namespace steelyard::results {
namespace {

constexpr std::size_t page_columns = 120;
constexpr std::size_t figure_columns = 32;
constexpr std::size_t fraction_columns = 16;
constexpr std::size_t ratio_columns = 33;

/// "of peak"; "of ~peak" where the catalogue's figure is of low confidence.
std::string fraction_name(const Fraction& fraction) {
  const bool doubtful = fraction.confidence == Confidence::low;
  return fmt::format("of {}{}", doubtful ? "~" : "", name(fraction.of));
}

std::string trimmed(std::string text) {
  text.erase(text.find_last_not_of(' ') + 1);
  return text;
}

std::string cell_lines(const RankedCase& row, const RankedCell& cell, std::size_t chip,
                       const Ranking& ranking, BaselineSources& sources) {
  std::string out = fmt::format("    {} ", padded(chip_letter(chip), 1));
  if (cell.figures) {
    const CaseFigures& figures = *cell.figures;
    const std::string share = cell.fraction
                                  ? fmt::format("{} {}", percent(cell.fraction->value.point),
                                                fraction_name(*cell.fraction))
                                  : "";
    std::string ratio = cell.ratio ? interval_text(*cell.ratio, figures) : "no ratio";
    if (ranking.chips[chip].is_baseline) ratio = "1, by definition";
    out += padded(interval_text(figures.figure, figure_unit(row, figures.kind), figures) + " ",
                  figure_columns);
    out += padded(share + " ", fraction_columns) + padded(ratio + " ", ratio_columns);
    const std::string reference = reference_text(cell, figures.kind, row.integers, sources);
    const bool fits = columns(out) + columns(reference) <= page_columns;
    out = fits ? trimmed(out + reference) : trimmed(out) + "\n        baseline: " + reference;
  } else {
    out += "no figure";
  }
  out += '\n';
  const auto notes = cell_notes(cell, ranking.chips[chip].origin);
  if (!notes.empty()) out += wrapped(fmt::format("{}", fmt::join(notes, "; ")), 8);
  return out;
}

std::string group_of_cases(const Ranking& ranking, const std::string& group,
                           BaselineSources& sources) {
  std::string out = "\n" + wrapped(group.empty() ? "No group" : "Group " + plain(group), 0);
  for (const RankedCase& row : ranking.cases) {
    if (row.group != group) continue;
    out += wrapped(plain(row.name), 2);
    for (std::size_t chip = 0; chip < row.cells.size(); ++chip) {
      if (row.cells[chip]) out += cell_lines(row, *row.cells[chip], chip, ranking, sources);
    }
  }
  return out;
}

}  // namespace

std::string figure_unit(const RankedCase& row, FigureKind kind) {
  if (kind == FigureKind::flops && row.integers) return "OP/s";
  return std::string(unit(kind));
}

std::string reference_text(const RankedCell& cell, FigureKind kind, bool integers,
                           BaselineSources& sources) {
  if (!cell.reference) return "";
  std::string_view base = "B/s";
  if (kind == FigureKind::flops) base = integers ? "OP/s" : "FLOP/s";
  return fmt::format("{} {}, {} [{}]", quantity(cell.reference->value, base),
                     name(cell.reference->origin), name(cell.reference->confidence),
                     sources.number(*cell.reference));
}

std::string interval_text(const Interval& interval, std::string_view unit,
                          const CaseFigures& figures) {
  return has_interval(figures) ? quantity(interval, unit)
                               : quantity(interval.point, unit) + " [unknown]";
}

std::string interval_text(const Interval& ratio, const CaseFigures& figures) {
  return has_interval(figures) ? ratio_text(ratio) : ratio_text(ratio.point) + " [unknown]";
}

std::string cases_section(const Ranking& ranking, BaselineSources& sources) {
  std::string out = heading("Cases");
  out += "      " + padded("figure", figure_columns) + padded("fraction", fraction_columns);
  out += ranking.baseline.measured
             ? "ratio to the baseline\n"
             : padded("ratio to the baseline", ratio_columns) + "the baseline's figure\n";
  for (const GroupRanking& group : ranking.groups) {
    out += group_of_cases(ranking, group.group, sources);
  }
  return out;
}

}  // namespace steelyard::results
