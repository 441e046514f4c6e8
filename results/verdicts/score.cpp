#include "results/verdicts/score.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>
#include <set>

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

GroupPlan plan_group(Ranking& ranking, const std::string& group) {
  std::vector<RankedCase*> cases;
  for (RankedCase& each : ranking.cases) {
    if (each.group == group) cases.push_back(&each);
  }
  const auto chips = scored_chips(ranking, cases);
  const auto common = keep_common(cases, chips);

  GroupPlan result;
  result.group.group = group;
  result.group.left_out = static_cast<int>(cases.size() - common.size());
  for (const RankedCase* each : common) result.group.counted.push_back(each->name);
  if (common.empty()) {
    result.group.reason = chips.empty() ? "no case counts: " + tally(cases)
                                        : "the chips have no case in common that counts";
    return result;
  }
  std::vector<std::vector<CasePair>> pairs;
  for (const std::size_t chip : chips) {
    auto& own = pairs.emplace_back();
    for (const RankedCase* each : common) {
      const auto row = static_cast<std::size_t>(each - ranking.cases.data());
      own.push_back({row, row, each->cells[chip]->ratio->point});
    }
  }
  const std::vector<std::size_t> in_order(chips.begin(), chips.end());
  result.plan = make_plan(ranking, in_order, std::vector<double>(common.size(), 1.0), pairs);
  return result;
}

/// Why a side gives no verdict; empty: it was measured by this program.
std::string why_not_measured(Origin origin, std::string_view side) {
  if (origin == Origin::measured) return "";
  return fmt::format("{} are {}, not measured by this program", side, name(origin));
}

}  // namespace

namespace {

/// A score without an interval stands by its figure alone; ends that are not printed order nothing.
double low_end(const Score& score) {
  return score.has_interval ? score.ratio.low : score.ratio.point;
}
double high_end(const Score& score) {
  return score.has_interval ? score.ratio.high : score.ratio.point;
}

}  // namespace

void give_ranks(std::vector<Score>& scores) {
  std::stable_sort(scores.begin(), scores.end(),
                   [](const Score& a, const Score& b) { return a.ratio.point > b.ratio.point; });
  for (Score& score : scores) {
    score.rank =
        1 + static_cast<int>(std::count_if(scores.begin(), scores.end(), [&](const Score& other) {
          return low_end(other) > high_end(score);
        }));
  }
}

void judge(Score& score, const Ranking& ranking, bool is_thin) {
  if (!ranking.baseline.measured) {
    score.no_verdict =
        "the baseline is a table of published figures and datasheet bounds, which decide nothing";
    return;
  }
  score.no_verdict = why_not_measured(ranking.baseline.origin, "the baseline's numbers");
  if (score.no_verdict.empty()) {
    score.no_verdict = why_not_measured(ranking.chips[score.chip].origin, "this chip's numbers");
  }
  if (score.no_verdict.empty() && !score.has_interval) {
    score.no_verdict = "a case has too few iterations for an interval";
  } else if (score.no_verdict.empty() && is_thin) {
    score.no_verdict = "a case was measured in one round of one run, so the interval is too narrow";
  }
  if (score.no_verdict.empty()) score.to_baseline = equivalence(score.tost, ranking.margin);
}

void complete_scores(std::vector<Score>& scores, const Ranking& ranking) {
  for (std::size_t chip = 0; chip < ranking.chips.size(); ++chip) {
    if (!ranking.chips[chip].is_baseline || scores.empty()) continue;
    Score& own = scores.emplace_back();
    own.chip = chip;
    own.ratio = {1, 1, 1};
    own.tost = own.ratio;
    own.no_verdict = "it is the baseline itself";
  }
  give_ranks(scores);
}

std::vector<GroupPlan> plan_groups(Ranking& ranking) {
  std::vector<std::string> groups;
  for (const RankedCase& each : ranking.cases) {
    if (std::find(groups.begin(), groups.end(), each.group) == groups.end()) {
      groups.push_back(each.group);
    }
  }
  std::vector<GroupPlan> plans;
  for (const std::string& group : groups) plans.push_back(plan_group(ranking, group));
  return plans;
}

}  // namespace steelyard::results
