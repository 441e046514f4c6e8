#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "results/report/page/page_input.hpp"

namespace steelyard::results::page {

/// Names and values: "driver" -> "550.54".
using Facts = std::map<std::string, std::string>;

/// What is known of where a run took place, each fact of the smallest place that it is of. What
/// says nothing of speed (names of files, addresses) or changes by the minute (load, free memory)
/// is left out.
struct EnvironmentFacts {
  std::size_t chip = 0;
  std::size_t run = 0;
  std::size_t start = 0;                                  ///< 0: the first; then those by --resume
  Facts of_run;                                           ///< settings and software
  std::map<std::string, Facts> of_nodes;                  ///< by host: facts, variables
  std::map<std::pair<std::string, int>, Facts> of_ranks;  ///< by host and rank: the device
};

/// Of every start of every run that was measured; the environments of models and of other tools
/// mean nothing here.
std::vector<EnvironmentFacts> environment_facts(const PageInput& input);

}  // namespace steelyard::results::page
