#pragma once

#include <array>
#include <string>
#include <vector>

#include "results/verdicts/history/history.hpp"

namespace steelyard::results {

/// The order in which every output tells changes.
inline constexpr std::array weightiest_first{ChangeState::alarm, ChangeState::not_alone,
                                             ChangeState::small, ChangeState::acknowledged,
                                             ChangeState::past,  ChangeState::better};

/// A history for a terminal or a log, 120 columns: alarms first, then other changes, each with its
/// size, the night it began and what changed beside it; then how noisy the cases are. With `all`,
/// cases without a change too. Text from files is shown with control characters escaped.
std::string history_text(const History& history, bool all);

/// "2 alarms in 29 cases over 60 runs".
std::string history_headline(const History& history);

/// "-6.02 % from 2026-03-05T02:00:00Z on (night61.h5), 4.1 standard errors, p 4.5e-05".
std::string change_numbers(const History& history, const HistoryCase& series,
                           const HistoryChange& change);

/// "62 nights, spread 1.0 %, 1 outlier": a case without its changes.
std::string series_numbers(const HistoryCase& series);

/// One change, and the case that it is of.
struct ChangeOfCase {
  const HistoryCase* series;
  const HistoryChange* change;
};

/// The changes of one state, in the order of the cases.
std::vector<ChangeOfCase> changes_in(const History& history, ChangeState state);

}  // namespace steelyard::results
