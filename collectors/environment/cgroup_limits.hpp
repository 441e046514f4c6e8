#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

namespace steelyard::collectors {

/// What the control groups of this process leave it: the least of its own group's limit and those
/// of all groups above.
struct CgroupLimits {
  std::string version;                        ///< "v1", "v2", or "" where there are none
  std::optional<double> cpus;                 ///< CPU time per wall time; nothing: no limit
  std::optional<std::uint64_t> memory_bytes;  ///< nothing: no limit
};

/// Reads /proc/self/cgroup and /sys/fs/cgroup below `root`. In a container the group named there
/// may not be mounted; then the groups above it that are there count.
CgroupLimits cgroup_limits(const std::filesystem::path& root);

}  // namespace steelyard::collectors
