#pragma once

#include <cstddef>
#include <span>
#include <vector>

/// How far the level of each rank moved between two groups of runs, and which of them moved with a
/// change of the whole. Pure numbers: carrier.hpp says whose they are.
namespace steelyard::results {

/// Logarithms of the times of each rank: [run][rank], the same ranks in the same order everywhere.
using RankRows = std::vector<std::vector<double>>;

struct RankLevels {
  std::vector<double> change;  ///< of each rank: level after - level before
  /// The same without the run that sets the rank most apart from the others, of the side with fewer
  /// runs; the same where that side has one.
  std::vector<double> without_strongest;
  std::vector<double> error;    ///< standard error of each, apart from what all ranks share
  std::vector<double> degrees;  ///< of freedom of each error; 0: nothing is known of it
};

/// Levels of all ranks of `before` and `after`, which must not be empty. `others` are runs of an
/// unchanged machine, which tell of the noise alone.
///
/// With y = x - mean over the ranks of the same run: change is that of the means plus that of y,
/// each between levels as in level_shift.hpp, the extremes of 8 runs or more moved inwards. The
/// variance of a rank is that of its y within each group, times R/(R - 1), made steadier by that of
/// the other ranks (moderated_variance.hpp); error = s sqrt(v(m) + v(n)), v as in level_shift.hpp.
/// `in_order`: runs of a group follow each other in time, so that their autocorrelation counts;
/// else it is taken for 0.
RankLevels rank_levels(const RankRows& before, const RankRows& after, const RankRows& others,
                       bool in_order);

enum class Moved {
  all,         ///< all ranks alike
  all_unlike,  ///< all, and those marked more than the others
  some,        ///< those marked; the others did not
  none,        ///< no rank by itself: what changed is how they meet
  unlike,      ///< ranks differ, but which of them moved is not clear
  too_noisy,   ///< a rank that did not move with the others could have been missed
};

struct MovedRanks {
  Moved who = Moved::too_noisy;
  std::vector<bool> marked;  ///< one for each rank
  std::size_t unclear = 0;   ///< of `some`: ranks of which it cannot be told
};

/// Which ranks moved with a change of the whole by `change`, a logarithm other than 0.
///
/// A rank moved if its level did by at least half of that. Ranks *differ* if their changes are
/// farther apart than chance (an F test of all, and the farthest by itself, at 2.5 % each). Then
/// they fall into two groups where the squares between them are largest; a rank is clear if half of
/// the distance of the groups is at least t(1 - 0.05/R) of its errors, and if it stays in its group
/// without its strongest run. So, of all ranks, one is taken for the other group in 5 % of cases at
/// most. If they do not differ they moved alike, provided that `change` is at least
/// t(1 - 0.05/R) + t(0.8) of each rank's error: a rank that stayed would have been seen four times
/// in five.
MovedRanks moved_ranks(const RankLevels& levels, double change);

}  // namespace steelyard::results
