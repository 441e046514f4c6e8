#include "results/report/rank_words.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <functional>
#include <map>
#include <numeric>
#include <set>

#include "results/report/plain_text.hpp"
#include "results/report/quantity.hpp"

namespace steelyard::results {

std::string chip_letter(std::size_t chip) {
  return chip < 26 ? std::string(1, static_cast<char>('A' + chip)) : fmt::format("C{}", chip + 1);
}

std::string rank_mark(const Score& score, std::span<const Score> all) {
  const auto sharing = std::ranges::count(all, score.rank, &Score::rank);
  return fmt::format("{}{}{}", score.rank, sharing > 1 ? "=" : "", score.has_interval ? "" : "?");
}

std::string score_text(const Ranking& ranking, const Score& score) {
  if (ranking.chips[score.chip].is_baseline) return "1, by definition";
  return score.has_interval ? ratio_text(score.ratio)
                            : ratio_text(score.ratio.point) + " [unknown]";
}

std::string verdict_text(const Score& score) {
  if (!score.to_baseline) return "";
  const std::string interval = ratio_text(score.tost);
  return fmt::format("{} {}", name(*score.to_baseline), interval.substr(interval.find('[')));
}

const std::vector<Score>& own_scores(const ProfileRanking& profile) {
  const bool wider = profile.policy == MissingPolicy::wider && !profile.wider.empty();
  return wider ? profile.wider : profile.excluded;
}

double own_weight(const ProfileRanking& profile) {
  return &own_scores(profile) == &profile.wider ? profile.wider_weight : profile.covered_weight;
}

const Score* score_of_chip(std::span<const Score> scores, std::size_t chip) {
  const auto found = std::ranges::find(scores, chip, &Score::chip);
  return found == scores.end() ? nullptr : &*found;
}

std::vector<std::size_t> chips_in_order(const Ranking& ranking) {
  std::vector<std::size_t> order;
  const auto take = [&](const std::vector<Score>& scores) {
    if (!order.empty()) return;
    for (const Score& score : scores) order.push_back(score.chip);
  };
  for (const ProfileRanking& profile : ranking.profiles) take(own_scores(profile));
  for (const GroupRanking& group : ranking.groups) take(group.scores);
  for (std::size_t chip = 0; chip < ranking.chips.size(); ++chip) {
    if (std::ranges::find(order, chip) == order.end()) order.push_back(chip);
  }
  return order;
}

std::string baseline_sentence(const BaselineSummary& baseline) {
  if (baseline.measured) {
    return fmt::format("The baseline is a run ({}, {}); cases are compared by case id.",
                       baseline.file, name(baseline.origin));
  }
  return "The baseline is a table of published figures and datasheet bounds, not a measurement of "
         "yours: no verdict.";
}

std::string cost_of_missing(const ProfileRanking& profile, std::size_t chip) {
  const Score* without = score_of_chip(profile.excluded, chip);
  const Score* with = score_of_chip(profile.wider, chip);
  if (without == nullptr || with == nullptr || without->ratio.point <= 0) return "";
  const double change = with->ratio.point / without->ratio.point - 1;
  return fmt::format("{} instead of {}: {:+.1f} %", ratio_text(with->ratio.point),
                     ratio_text(without->ratio.point), 100 * change);
}

}  // namespace steelyard::results
