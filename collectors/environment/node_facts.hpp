#pragma once

#include <filesystem>

#include "collectors/environment/system_files.hpp"

namespace steelyard::collectors {

/// What decides how fast a node is and can be read from /proc, /sys and /etc below `root`:
///
///     kernel, distribution, machine            "6.1.0-18-amd64", "Debian ...", "Dell ..."
///     cpu_model, microcode, cpus, cores, sockets
///     vector_instructions                      "AVX-512", "AVX2", "AVX" or "SSE2"; x86-64 only
///     smt, turbo                               "on" or "off"
///     governor, frequency_driver, max_frequency_hz
///     hypervisor                               "none", "xen", "present", ...
///     numa_nodes, numa_balancing
///     numa_cpus                                CPUs of each NUMA node that has some, "0-7 8-15"
///     memory_bytes, memory_available_bytes, swap_bytes
///     transparent_hugepages, clocksource, isolated_cpus
///     load_average                             over 1, 5 and 15 minutes
///     cgroup, cgroup_cpus, cgroup_memory_bytes limits only where there are any
///
/// merge() adds those of the node's devices, "power_limit_watts cuda:0". What cannot be read is
/// left out.
Facts node_facts(const std::filesystem::path& root);

/// The processor's part of it.
void add_cpu_facts(Facts& facts, const std::filesystem::path& root);

}  // namespace steelyard::collectors
