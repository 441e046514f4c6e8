#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "results/chips/catalogue.hpp"
#include "results/claims/claim.hpp"
#include "results/money/prices.hpp"
#include "results/profiles/profile.hpp"
#include "results/verdicts/claims/claim_runs.hpp"
#include "results/verdicts/ranking.hpp"

/// The ratio that a claim is about, from the runs that were chosen for it.
namespace steelyard::results {

/// What claims are judged by.
struct ClaimInputs {
  std::span<const SummarisedRun> runs;
  const Catalogue* catalogue = nullptr;
  const ReferenceBaseline* reference = nullptr;  ///< of one chip; may be null
  std::span<const Profile> profiles;
  const PriceFile* prices = nullptr;  ///< null: nothing is known of prices
};

/// One ranking of the two sides, reduced to what the claim asks for.
struct Weighed {
  std::optional<Interval> ratio;  ///< at claim_confidence; of a claim about cost, that of scores
  std::optional<Interval> cost;   ///< of a claim about cost, where both prices are known
  /// Hourly cost of the chip at which its work costs what the other's does, in the currency of the
  /// prices; where the other's price is known.
  std::optional<Interval> break_even_per_hour;
  bool has_interval = true;  ///< false: too few iterations or rounds, `ratio` is a point
  int fewest_runs = 0;  ///< that have a figure for some case that counts, of the side with fewest
  std::vector<std::string> counted;
  int left_out = 0;
  std::string why_not;  ///< a sentence, where there is no ratio
};

/// results::rank() with the `to` side as the baseline, or the shipped reference where that side has
/// no run and the reference is of that chip. A profile that is not among the inputs gives no ratio.
///
/// system_compute: the ratio per device over all multiplications of the dtype, times the ratio of
/// the numbers of devices. mixed: the score of the mixed cluster over the mean of what both chips
/// reach alone, weighted by their shares of the devices; the ends of that interval are those of the
/// two scores, each at half the error, so that together they hold at claim_confidence (Bonferroni).
Weighed weigh(const Claim& claim, const ClaimRuns& runs, const ClaimInputs& inputs);

}  // namespace steelyard::results
