#pragma once

#include <map>
#include <string>
#include <vector>

#include "harness/core/record.hpp"

/// What a run was made with, as far as it could make it faster or slower. The gate and the history
/// name what changed of it beside a change of speed.
namespace steelyard::results {

/// "driver" -> "550.54", "kernel of node1" -> "6.1.0", "software HDF5" -> "1.10.8". Values of
/// several devices are joined, each once. Of the last start of a run that was resumed.
using SetupFacts = std::map<std::string, std::string>;
SetupFacts setup_facts(const RunInfo& info);

/// "driver: 535.1 before, 550.54 now", for each fact that both have and that differs. `before` and
/// `now` are words for the two sides.
std::vector<std::string> changed_facts(const SetupFacts& earlier, const SetupFacts& later,
                                       const std::string& before, const std::string& now);

/// The sentence of one such fact.
std::string changed_fact(const std::string& what, const std::string& earlier,
                         const std::string& before, const std::string& later,
                         const std::string& now);

}  // namespace steelyard::results
