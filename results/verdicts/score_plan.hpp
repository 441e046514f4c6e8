#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "results/verdicts/ranking.hpp"

/// Which cases make a score, before any resample is drawn: only then can resamples be added up as
/// they are drawn, and forgotten.
namespace steelyard::results {

/// What a chip's score, or the baseline's part of it, is made of.
struct ScoreTerm {
  std::size_t row = 0;  ///< index into Ranking::cases
  double weight = 0;    ///< those of a score sum to 1
};

/// The score of one chip: exp of sum weight x log(figure) - sum weight x log(baseline's figure).
struct ChipPlan {
  std::size_t chip = 0;
  std::vector<ScoreTerm> terms;
  double log_ratio = 0;  ///< of the point
};

/// One score over all chips.
struct ScorePlan {
  std::vector<ChipPlan> chips;
  std::vector<ScoreTerm> baseline;  ///< of the baseline that is a run; empty with a table
};

/// A chip's figure over the baseline's for the work of one case; each in the case it was measured
/// in, which is a wider one for a stand-in.
struct CasePair {
  std::size_t row = 0;           ///< on the chip
  std::size_t baseline_row = 0;  ///< of the baseline
  double ratio = 0;
};

/// The cases of a score with their weights, and the pairs of each chip in it: pairs[chip][case].
ScorePlan make_plan(const Ranking& ranking, std::span<const std::size_t> chips,
                    std::span<const double> weights,
                    const std::vector<std::vector<CasePair>>& pairs);

}  // namespace steelyard::results
