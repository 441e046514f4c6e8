#include "results/verdicts/score.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>
#include <set>

#include "harness/core/error.hpp"
#include "harness/core/statistics/bootstrap.hpp"
#include "harness/core/statistics/quantiles.hpp"

namespace steelyard::results {
namespace {

bool counts(const std::optional<RankedCell>& cell) {
  return cell && cell->standing == Standing::counted;
}

/// Chips with at least one case that counts; the baseline, which is 1 everywhere, not among them.
std::set<std::size_t> scored_chips(const Ranking& ranking, const std::vector<RankedCase*>& cases) {
  std::set<std::size_t> chips;
  for (const RankedCase* each : cases) {
    for (std::size_t chip = 0; chip < each->cells.size(); ++chip) {
      if (!ranking.chips[chip].is_baseline && counts(each->cells[chip])) chips.insert(chip);
    }
  }
  return chips;
}

/// Keeps the cases that count on every one of `chips`; the others stop counting.
std::vector<RankedCase*> keep_common(const std::vector<RankedCase*>& cases,
                                     const std::set<std::size_t>& chips) {
  std::vector<RankedCase*> common;
  for (RankedCase* each : cases) {
    const bool everywhere = std::all_of(
        chips.begin(), chips.end(), [&](std::size_t chip) { return counts(each->cells[chip]); });
    if (everywhere && !chips.empty()) {
      common.push_back(each);
      continue;
    }
    for (auto& cell : each->cells) {
      if (!counts(cell)) continue;
      cell->standing = Standing::not_common;
      cell->standing_reason = "not every chip has a ratio for it, so it stays out of the score";
    }
  }
  return common;
}

Score score_chip(std::size_t chip, const std::vector<RankedCase*>& cases,
                 const RankOptions& options) {
  std::vector<double> ratios;
  std::vector<const std::vector<double>*> distributions;
  std::vector<double> weights;
  bool intervals = true;
  for (const RankedCase* each : cases) {
    const RankedCell& cell = *each->cells[chip];
    ratios.push_back(cell.ratio->point);
    distributions.push_back(&cell.ratio_distribution);
    intervals = intervals && has_interval(*cell.figures);
    weights.push_back(1);
  }
  Score score;
  score.chip = chip;
  score.ratio = score_of(ratios, distributions, weights, options.bootstrap.confidence);
  score.has_interval = intervals;
  return score;
}

/// "14 other scale, 2 no figure": why the cases of a group do not count.
std::string tally(const std::vector<RankedCase*>& cases) {
  std::map<Standing, int> standings;
  for (const RankedCase* each : cases) {
    for (const auto& cell : each->cells) {
      if (cell && !counts(cell)) ++standings[cell->standing];
    }
  }
  std::vector<std::string> parts;
  for (const auto& [standing, count] : standings) {
    parts.push_back(fmt::format("{} {}", count, name(standing)));
  }
  return fmt::format("{}", fmt::join(parts, ", "));
}

GroupRanking score_group(Ranking& ranking, const std::string& group, const RankOptions& options) {
  std::vector<RankedCase*> cases;
  for (RankedCase& each : ranking.cases) {
    if (each.group == group) cases.push_back(&each);
  }
  const auto chips = scored_chips(ranking, cases);
  const auto common = keep_common(cases, chips);

  GroupRanking result;
  result.group = group;
  result.left_out = static_cast<int>(cases.size() - common.size());
  for (const RankedCase* each : common) result.counted.push_back(each->name);
  if (common.empty()) {
    result.reason = chips.empty() ? "no case counts: " + tally(cases)
                                  : "the chips have no case in common that counts";
    return result;
  }
  for (const std::size_t chip : chips) result.scores.push_back(score_chip(chip, common, options));
  for (std::size_t chip = 0; chip < ranking.chips.size(); ++chip) {
    if (!ranking.chips[chip].is_baseline) continue;
    Score& own = result.scores.emplace_back();
    own.chip = chip;
    own.ratio = {1, 1, 1};
  }
  give_ranks(result.scores);
  return result;
}

}  // namespace

Interval score_of(const std::vector<double>& ratios,
                  const std::vector<const std::vector<double>*>& distributions,
                  const std::vector<double>& weights, double confidence) {
  STEELYARD_ASSERT(!ratios.empty() && ratios.size() == distributions.size());
  std::vector<double> means(distributions.front()->size());
  std::vector<double> one(ratios.size());
  for (std::size_t i = 0; i < means.size(); ++i) {
    for (std::size_t c = 0; c < one.size(); ++c) one[c] = distributions[c]->at(i);
    means[i] = geometric_mean(one, weights);
  }
  return percentile_interval(geometric_mean(ratios, weights), means, confidence);
}

void give_ranks(std::vector<Score>& scores) {
  std::stable_sort(scores.begin(), scores.end(),
                   [](const Score& a, const Score& b) { return a.ratio.point > b.ratio.point; });
  for (Score& score : scores) {
    score.rank =
        1 + static_cast<int>(std::count_if(scores.begin(), scores.end(), [&](const Score& other) {
          return other.ratio.low > score.ratio.high;
        }));
  }
}

void score_groups(Ranking& ranking, const RankOptions& options) {
  std::vector<std::string> groups;
  for (const RankedCase& each : ranking.cases) {
    if (std::find(groups.begin(), groups.end(), each.group) == groups.end()) {
      groups.push_back(each.group);
    }
  }
  for (const std::string& group : groups) {
    ranking.groups.push_back(score_group(ranking, group, options));
  }
}

}  // namespace steelyard::results
