#pragma once

#include <cstddef>
#include <span>
#include <vector>

/// How the time of a run is shared out. All functions are pure; rank 0 decides for all.
namespace steelyard::run {

struct PaceOptions {
  double budget_seconds = 0;   ///< of the whole run; 0: no limit
  double maximum_seconds = 5;  ///< of sampling in one visit
  double precision = 0.01;     ///< relative half-width asked for
  int rounds = 3;              ///< visits that every case gets at least
};

/// What is known of one case.
struct CasePace {
  bool open = true;
  int rounds_done = 0;
  double typical_seconds = 0;   ///< of an iteration; 0: not known yet
  double overhead_seconds = 0;  ///< of its last visit, all but sampling
  /// Share of the precision asked for that its medians must reach: what is quoted in the end is
  /// another interval than the one that decides, and often wider.
  double margin = 0.8;
  std::vector<double> medians;  ///< of each visit that was not disturbed, in order
};

/// Whether the case needs no more precision, by the medians of its visits (between_rounds.hpp).
bool is_precise(const PaceOptions& options, const CasePace& one);

/// Whether another visit is due. Without a budget a case gets `rounds` visits. With one, a case
/// that is not precise by then gets more, with the time that the precise ones left.
bool wants_visit(const PaceOptions& options, const CasePace& one);

/// Visits that the case is still to get, whatever its precision.
std::size_t planned_visits_left(const PaceOptions& options, const CasePace& one);

/// Sampling time of the next visit of case `index`. Negative: the budget does not allow it, not
/// even what a visit costs beside.
///
/// Without a budget it is the maximum, and the stopping rule ends the visit. With one, visits are
/// short and rounds are many, because what disturbs a machine lasts: ten stretches of 20 ms, spread
/// over the run, say more than 200 ms at once. A visit is as long as makes its overhead a fifth of
/// it, but no longer than an equal share of what is left among the visits that are still planned;
/// a case that is precise already gets a quarter.
double visit_seconds(const PaceOptions& options, std::span<const CasePace> cases, std::size_t index,
                     double elapsed_seconds);

/// Time to look for the fastest kernel of a case, which is not measuring: a tenth of the budget for
/// all cases together; a second for each where there is no budget.
double search_seconds(double budget_seconds, std::size_t cases);

}  // namespace steelyard::run
