#include "collectors/environment/topology.hpp"

#include <hwloc.h>

#include <memory>

#include "harness/core/log.hpp"

namespace steelyard::collectors {
namespace {

struct DestroyTopology {
  void operator()(hwloc_topology* topology) const { hwloc_topology_destroy(topology); }
};

std::unique_ptr<hwloc_topology, DestroyTopology> load() {
  hwloc_topology_t raw = nullptr;
  if (hwloc_topology_init(&raw) != 0) return nullptr;
  std::unique_ptr<hwloc_topology, DestroyTopology> topology(raw);
  // Displays are no part of what is measured, and to look for them is to call on X servers.
  hwloc_topology_set_components(raw, HWLOC_TOPOLOGY_COMPONENTS_FLAG_BLACKLIST, "gl");
  const bool loaded =
      hwloc_topology_set_io_types_filter(raw, HWLOC_TYPE_FILTER_KEEP_IMPORTANT) == 0 &&
      hwloc_topology_load(raw) == 0;
  if (!loaded) topology.reset();
  return topology;
}

}  // namespace

std::string topology_xml() {
  const auto topology = load();
  char* buffer = nullptr;
  int bytes = 0;
  if (topology == nullptr ||
      hwloc_topology_export_xmlbuffer(topology.get(), &buffer, &bytes, 0) != 0) {
    log_warning("hwloc cannot read the topology of this node; the run file will lack it.");
    return "";
  }
  std::string xml(buffer);
  hwloc_free_xmlbuffer(topology.get(), buffer);
  return xml;
}

}  // namespace steelyard::collectors
