#pragma once

#include <string>

#include "results/verdicts/history/history.hpp"

namespace steelyard::results {

/// A history as comma-separated values (RFC 4180). The column `row` says what a line is: a `run`, a
/// `case`, a `point` of its series, or a `change` of its level; cells that a kind has no use for
/// are empty. docs/gate.md explains the columns.
std::string history_csv(const History& history);

}  // namespace steelyard::results
