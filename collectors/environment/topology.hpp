#pragma once

#include <string>

namespace steelyard::collectors {

/// This node's topology as hwloc's XML, with PCI devices that matter. Takes up to a second on a
/// large node. Empty, with a warning in the log, if hwloc cannot load or export it.
std::string topology_xml();

}  // namespace steelyard::collectors
