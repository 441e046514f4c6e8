#pragma once

#include <string>

#include "results/verdicts/history/history.hpp"

namespace steelyard::results {

/// A history as GitLab's code quality report: a finding of severity major for each case with an
/// alarm, an empty list if there is none.
std::string history_gitlab(const History& history);

}  // namespace steelyard::results
