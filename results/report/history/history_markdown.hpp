#pragma once

#include <string>

#include "results/verdicts/history/history.hpp"

namespace steelyard::results {

/// A history for a comment or a chat: the headline, a table of changes, alarms first, and what
/// changed of the setup. With `all`, a folded table of all cases too.
std::string history_markdown(const History& history, bool all);

}  // namespace steelyard::results
