#pragma once

#include <string>

#include "harness/comm/tool_settings.hpp"

/// Inside harness/comm only.
namespace steelyard::comm {

/// How an MPI library with these settings carries MPI_Allreduce among `ranks` ranks, or "" where
/// the settings do not tell: "coll tuned (fixed rules), pml ob1, btl self, tcp, vader (single copy:
/// none)". Pure.
///
/// Open MPI asks its collective components in the order of their priority, and the first that takes
/// the communicator carries the call. Which ones take it cannot be read, except that tuned and
/// basic take any and self takes one rank. So names of components are listed down to the first that
/// is certain, "coll han or tuned". An algorithm is named only where it was asked for: the fixed
/// rules of tuned choose by size and number of ranks, and do not tell.
std::string all_reduce_method(const ToolSettings& settings, int ranks);

}  // namespace steelyard::comm
