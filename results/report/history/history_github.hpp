#pragma once

#include <string>

#include "results/verdicts/history/history.hpp"

namespace steelyard::results {

/// A workflow command `::error` of GitHub Actions for each case with an alarm, the largest loss
/// first, since GitHub shows ten. Nothing for other changes.
std::string history_github(const History& history);

}  // namespace steelyard::results
