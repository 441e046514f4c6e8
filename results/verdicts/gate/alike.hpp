#pragma once

#include <set>
#include <span>
#include <string>
#include <vector>

#include "results/verdicts/gate/gate.hpp"

namespace steelyard::results {

/// What keeps runs from being compared, and what was let pass.
struct Likeness {
  std::vector<std::string> refused;  ///< sentences; empty: they may be compared
  std::vector<std::string> allowed;
};

/// Holds each run against the first: chip, backend, hosts with their number of ranks, origin.
Likeness likeness(std::span<const SummarisedRun* const> runs, const std::set<Unlike>& allow);

/// "NVIDIA H20 (cuda), 16 ranks on 2 nodes": what runs that may be compared have in common.
std::string machine_words(const RunInfo& info);

}  // namespace steelyard::results
