#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "results/report/rank_words.hpp"
#include "results/verdicts/ranking.hpp"

/// The sections of rank_text(), in the order of the page.
namespace steelyard::results {

/// Sources of the baseline's figures, numbered in the order in which they are first used.
class BaselineSources {
 public:
  int number(const ReferenceFigure& figure);
  const std::vector<std::string>& texts() const { return texts_; }

 private:
  std::vector<std::string> texts_;
};

/// Who ranks how, and how sure that is, in few lines: what is weighed against what, what is
/// doubtful, and a table of chips by profile (or by group, where no profile has scores).
std::string head_section(const Ranking& ranking);

/// Every chip with its runs and their warnings.
std::string chips_section(const Ranking& ranking);

/// Every profile with its parts, its scores and what chips cannot run; empty if there is none.
std::string profiles_section(const Ranking& ranking);

/// Lines of chips with their scores, best first, with verdicts where there are any.
std::string score_lines(const Ranking& ranking, const std::vector<Score>& scores);

/// The scores of every group.
std::string scores_section(const Ranking& ranking);

/// Every case on every chip; notes the sources it refers to.
std::string cases_section(const Ranking& ranking, BaselineSources& sources);

/// Everything about a cell that is not a number: what a reader must know to trust it.
std::vector<std::string> cell_notes(const RankedCell& cell, Origin origin);

/// "OP/s" for operations on integers, else unit() of the kind.
std::string figure_unit(const RankedCase& row, FigureKind kind);

/// "200.0 GB/s datasheet, high [3]": what a cell is weighed against; "" with a run as baseline.
std::string reference_text(const RankedCell& cell, FigureKind kind, bool integers,
                           BaselineSources& sources);

/// "412.3 GFLOP/s [405.1, 420.9]", or with [unknown] where there are too few iterations.
std::string interval_text(const Interval& interval, std::string_view unit,
                          const CaseFigures& figures);
/// The same of a ratio.
std::string interval_text(const Interval& ratio, const CaseFigures& figures);

/// Cases without a partner, sources, how to read the page, and what cannot be concluded.
std::string closing_sections(const Ranking& ranking, const BaselineSources& sources);

}  // namespace steelyard::results
