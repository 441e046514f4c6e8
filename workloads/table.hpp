#pragma once

#include <span>
#include <vector>

#include "harness/run/workload.hpp"

/// The table of workloads, written by the build from the folders beside this file. A folder that
/// calls steelyard_workload(FOLDER ...) in its CMakeLists.txt defines
///
///     namespace steelyard::workloads {
///     std::span<const run::Workload* const> FOLDER_workloads();
///     }
///
/// whose entries live as long as the program. One folder may hold several workloads.
namespace steelyard::workloads {

/// All workloads, by folder name, then in the folder's order.
const std::vector<const run::Workload*>& all_workloads();

/// By name; throws UsageError naming the nearest.
const run::Workload& find_workload(std::string_view name);

}  // namespace steelyard::workloads
