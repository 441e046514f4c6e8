#pragma once

#include <string>

#include "results/verdicts/history/history.hpp"

namespace steelyard::results {

/// A history as JUnit XML: a case is a test case, its group the class. A case with an alarm is a
/// failure, every other passed; outliers, acknowledged and all other changes are in its output.
std::string history_junit(const History& history);

}  // namespace steelyard::results
