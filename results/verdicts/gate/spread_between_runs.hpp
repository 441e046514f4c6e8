#pragma once

#include <cstddef>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "harness/core/statistics/moderated_variance.hpp"

namespace steelyard::results {

/// log_cost() of one case's figures, one entry per run of a group that has one.
using LogCosts = std::vector<double>;

/// Groups of runs of one case between which nothing was changed: baseline, candidate, history.
using UnchangedGroups = std::vector<LogCosts>;

/// How much runs of an unchanged machine differ, for every case: the variance within its groups of
/// runs, made steadier by that of the other cases (moderated_variance.hpp). Cases are worth fewer
/// than their number as far as their runs move together.
std::vector<ModeratedVariance> spread_between_runs(std::span<const UnchangedGroups> cases);

}  // namespace steelyard::results
