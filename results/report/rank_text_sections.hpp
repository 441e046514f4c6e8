#pragma once

#include <cstddef>
#include <string>
#include <vector>

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

/// The letter that stands for a chip: A, B, ..., Z, then C27.
std::string chip_letter(std::size_t chip);

/// What is weighed against what, and every chip with its warnings.
std::string chips_section(const Ranking& ranking);

/// The scores of every group.
std::string scores_section(const Ranking& ranking);

/// Every case on every chip; notes the sources it refers to.
std::string cases_section(const Ranking& ranking, BaselineSources& sources);

/// Everything about a cell that is not a number: what a reader must know to trust it.
std::vector<std::string> cell_notes(const RankedCell& cell, Origin origin);

/// Cases without a partner, sources, how to read the page, and what cannot be concluded.
std::string closing_sections(const Ranking& ranking, const BaselineSources& sources);

}  // namespace steelyard::results
