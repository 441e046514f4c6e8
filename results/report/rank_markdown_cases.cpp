#include "results/report/rank_markdown_cases.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "results/report/markdown.hpp"
#include "results/report/quantity.hpp"
#include "results/report/rank_text_sections.hpp"
#include "results/report/rank_words.hpp"

namespace steelyard::results {
namespace {

std::string fraction_cell(const RankedCell& cell) {
  if (!cell.fraction) return "";
  return markdown(fmt::format("{} of {}{}", percent(cell.fraction->value.point),
                              cell.fraction->confidence == Confidence::low ? "~" : "",
                              name(cell.fraction->of)));
}

std::string case_row(const Ranking& ranking, const RankedCase& row, std::size_t chip,
                     BaselineSources& sources) {
  const RankedCell& cell = *row.cells[chip];
  std::vector<std::string> cells{markdown(row.name), chip_letter(chip)};
  if (cell.figures) {
    std::string ratio = cell.ratio ? interval_text(*cell.ratio, *cell.figures) : "";
    if (ranking.chips[chip].is_baseline) ratio = "1, by definition";
    cells.push_back(
        interval_text(cell.figures->figure, figure_unit(row, cell.figures->kind), *cell.figures));
    cells.push_back(fraction_cell(cell));
    cells.push_back(ratio);
    cells.push_back(markdown(reference_text(cell, cell.figures->kind, row.integers, sources)));
  } else {
    cells.insert(cells.end(), {"no figure", "", "", ""});
  }
  // The notes are plain already; what is left to do is to make them no Markdown.
  std::vector<std::string> notes{std::string(name(ranking.chips[chip].origin))};
  for (const std::string& note : cell_notes(cell, ranking.chips[chip].origin)) {
    notes.push_back(markdown(note));
  }
  cells.push_back(fmt::format("{}", fmt::join(notes, "; ")));
  return markdown_row(cells);
}

std::string source_list(const BaselineSources& sources) {
  std::string out;
  for (std::size_t i = 0; i < sources.texts().size(); ++i) {
    out += fmt::format("- {} {}\n", markdown(fmt::format("[{}]", i + 1)),
                       markdown(sources.texts()[i]));
  }
  return out.empty() ? "" : "\n" + markdown_details("Where the baseline's figures come from", out);
}

std::string incomparable(const Ranking& ranking) {
  if (ranking.not_comparable.empty()) return "";
  std::string table = markdown_head({"chip", "case", "reason"});
  for (const NotComparable& each : ranking.not_comparable) {
    table +=
        markdown_row({chip_letter(each.chip), markdown(each.case_name), markdown(each.reason)});
  }
  return "\n" + markdown_details("Not comparable", table);
}

}  // namespace

std::string rank_markdown_cases(const Ranking& ranking) {
  BaselineSources sources;
  std::string tables;
  for (const GroupRanking& group : ranking.groups) {
    tables += fmt::format("{}**{}**\n\n", tables.empty() ? "" : "\n", markdown(group.group));
    tables += markdown_head({"case", "chip", "figure", "fraction", "ratio", "the baseline's figure",
                             "origin and notes"});
    for (const RankedCase& row : ranking.cases) {
      if (row.group != group.group) continue;
      for (std::size_t chip = 0; chip < row.cells.size(); ++chip) {
        if (row.cells[chip]) tables += case_row(ranking, row, chip, sources);
      }
    }
  }
  return "\n" + markdown_details("Cases", tables) + incomparable(ranking) + source_list(sources);
}

}  // namespace steelyard::results
