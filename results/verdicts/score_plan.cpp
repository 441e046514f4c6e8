#include "results/verdicts/score_plan.hpp"

#include <cmath>
#include <numeric>

#include "harness/core/error.hpp"

namespace steelyard::results {
namespace {

/// Terms of one case are one: a stand-in may stand for several cases, besides itself.
void add_term(std::vector<ScoreTerm>& terms, std::size_t row, double weight) {
  for (ScoreTerm& term : terms) {
    if (term.row != row) continue;
    term.weight += weight;
    return;
  }
  terms.push_back({row, weight});
}

}  // namespace

ScorePlan make_plan(const Ranking& ranking, std::span<const std::size_t> chips,
                    std::span<const double> weights,
                    const std::vector<std::vector<CasePair>>& pairs) {
  STEELYARD_ASSERT(pairs.size() == chips.size());
  const double total = std::accumulate(weights.begin(), weights.end(), 0.0);
  STEELYARD_ASSERT(total > 0);
  ScorePlan plan;
  for (std::size_t i = 0; i < chips.size(); ++i) {
    STEELYARD_ASSERT(pairs[i].size() == weights.size());
    ChipPlan chip{chips[i], {}, 0};
    for (std::size_t c = 0; c < weights.size(); ++c) {
      const double weight = weights[c] / total;
      const CasePair& pair = pairs[i][c];
      add_term(chip.terms, pair.row, weight);
      chip.log_ratio += weight * std::log(pair.ratio);
      if (ranking.baseline.measured && i == 0) add_term(plan.baseline, pair.baseline_row, weight);
    }
    plan.chips.push_back(std::move(chip));
  }
  return plan;
}

}  // namespace steelyard::results
