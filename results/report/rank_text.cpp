#include "results/report/rank_text.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "results/report/money_text.hpp"
#include "results/report/rank_text_sections.hpp"

namespace steelyard::results {

int BaselineSources::number(const ReferenceFigure& figure) {
  const std::string text =
      fmt::format("{}, confidence {}{}: {}", name(figure.origin), name(figure.confidence),
                  figure.note.empty() ? "" : ", " + figure.note, figure.source);
  const auto found = std::find(texts_.begin(), texts_.end(), text);
  if (found != texts_.end()) return static_cast<int>(found - texts_.begin()) + 1;
  texts_.push_back(text);
  return static_cast<int>(texts_.size());
}

std::string rank_text(const Ranking& ranking) {
  BaselineSources sources;
  std::string out = head_section(ranking) + profiles_section(ranking) + scores_section(ranking);
  out += chips_section(ranking);
  out += cases_section(ranking, sources);
  out += money_sections(ranking);
  return out + closing_sections(ranking, sources);
}

}  // namespace steelyard::results
