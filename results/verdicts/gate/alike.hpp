#pragma once

#include <array>
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

/// Chip, backend, hosts with their number of ranks, and origin of a run, by Unlike.
using MachineFacts = std::array<std::string, 4>;
MachineFacts machine_of(const RunInfo& info);

/// A run and its machine, which outlive this.
struct RunOnMachine {
  const std::string* name = nullptr;  ///< of the file, for people
  const MachineFacts* machine = nullptr;
};

/// Holds each run against the first.
Likeness likeness(std::span<const RunOnMachine> runs, const std::set<Unlike>& allow);
Likeness likeness(std::span<const SummarisedRun* const> runs, const std::set<Unlike>& allow);

/// "NVIDIA H20 (cuda), 16 ranks on 2 nodes": what runs that may be compared have in common.
std::string machine_words(const RunInfo& info);

}  // namespace steelyard::results
