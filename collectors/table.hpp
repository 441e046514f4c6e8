#pragma once

#include <vector>

#include "harness/run/collector.hpp"

/// The table of collectors, written by the build from the folders beside this file. A folder that
/// calls steelyard_collector(FOLDER ...) in its CMakeLists.txt defines
///
///     namespace steelyard::collectors {
///     run::CollectorPlugin FOLDER_collector();
///     }
namespace steelyard::collectors {

/// All collectors, by folder name.
const std::vector<run::CollectorPlugin>& all_collectors();

}  // namespace steelyard::collectors
