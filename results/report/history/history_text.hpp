#pragma once

#include <string>

#include "results/verdicts/history/history.hpp"

namespace steelyard::results {

/// A history for a terminal or a log, 120 columns: alarms first, then other changes, each with its
/// size, the night it began and what changed beside it; then how noisy the cases are. With `all`,
/// cases without a change too. Text from files is shown with control characters escaped.
std::string history_text(const History& history, bool all);

/// "2 alarms in 29 cases over 60 runs".
std::string history_headline(const History& history);

}  // namespace steelyard::results
