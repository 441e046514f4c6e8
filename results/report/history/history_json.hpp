#pragma once

#include <string>

#include "results/verdicts/history/history.hpp"

namespace steelyard::results {

/// A history as one JSON object; docs/gate.md has its keys.
std::string history_json(const History& history);

}  // namespace steelyard::results
