#pragma once

#include <map>
#include <string>

/// Inside harness/comm only.
namespace steelyard::comm {

/// Settings of an MPI library by name, as text; a choice among named values by its name.
using ToolSettings = std::map<std::string, std::string>;

/// What the running MPI library tells through its tool interface (MPI_T) about the components that
/// carry collectives and messages: "coll_tuned_priority" -> "30". Only Open MPI has such settings;
/// others, and a library without the interface, give nothing. Takes some 30 ms, since the library
/// then looks at all of its components. Not collective; between MPI_Init and MPI_Finalize.
ToolSettings read_tool_settings();

}  // namespace steelyard::comm
