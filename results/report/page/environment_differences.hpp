#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "results/report/page/environment_facts.hpp"

namespace steelyard::results::page {

/// A value, and everything in one run that has it.
struct EnvironmentValue {
  std::size_t chip = 0;
  std::size_t run = 0;
  std::optional<std::size_t> start;  ///< nothing: every start of the run
  std::optional<std::string> host;   ///< nothing: every host
  std::vector<int> ranks;            ///< empty: every rank of the host
  std::optional<std::string> value;  ///< nothing: not on record, or not set
};

/// Something that is not the same everywhere.
struct EnvironmentDifference {
  std::string what;
  std::vector<EnvironmentValue> values;
};

/// What differs between runs, starts, nodes or ranks: first of devices, then of runs, then of
/// nodes, each by name. What is the same everywhere is left out. That a run has no entry for a
/// software or a setting is no difference; that a node or a rank lacks what others have is one.
std::vector<EnvironmentDifference> environment_differences(std::span<const EnvironmentFacts> facts);

}  // namespace steelyard::results::page
