#include <hwloc.h>

#include <memory>

#include "harness/backends/cpu/processor.hpp"

namespace steelyard::cpu {
namespace {

struct DestroyTopology {
  void operator()(hwloc_topology_t topology) const { hwloc_topology_destroy(topology); }
};
struct FreeBitmap {
  void operator()(hwloc_bitmap_t bitmap) const { hwloc_bitmap_free(bitmap); }
};
using Topology = std::unique_ptr<hwloc_topology, DestroyTopology>;
using Bitmap = std::unique_ptr<hwloc_bitmap_s, FreeBitmap>;

/// The machine with nothing but its caches; null if it cannot be read.
Topology read_caches() {
  hwloc_topology_t raw = nullptr;
  if (hwloc_topology_init(&raw) != 0) return nullptr;
  Topology topology(raw);
  const bool read = hwloc_topology_set_all_types_filter(raw, HWLOC_TYPE_FILTER_KEEP_NONE) == 0 &&
                    hwloc_topology_set_cache_types_filter(raw, HWLOC_TYPE_FILTER_KEEP_ALL) == 0 &&
                    hwloc_topology_load(raw) == 0;
  return read ? std::move(topology) : nullptr;
}

}  // namespace

std::uint64_t last_level_cache_bytes(const std::vector<int>& cores) {
  const Topology topology = read_caches();
  const Bitmap mine(hwloc_bitmap_alloc());
  if (topology == nullptr || mine == nullptr) return 0;
  for (const int core : cores) {
    if (hwloc_bitmap_set(mine.get(), static_cast<unsigned>(core)) != 0) return 0;
  }
  for (const hwloc_obj_type_t level : {HWLOC_OBJ_L4CACHE, HWLOC_OBJ_L3CACHE, HWLOC_OBJ_L2CACHE}) {
    std::uint64_t bytes = 0;
    for (hwloc_obj_t cache = nullptr;
         (cache = hwloc_get_next_obj_by_type(topology.get(), level, cache)) != nullptr;) {
      if (hwloc_bitmap_intersects(cache->cpuset, mine.get()) != 0) bytes += cache->attr->cache.size;
    }
    if (bytes > 0) return bytes;
  }
  return 0;
}

}  // namespace steelyard::cpu
