#include "collectors/environment/cgroup_limits.hpp"

#include <algorithm>
#include <functional>
#include <sstream>
#include <vector>

#include "collectors/environment/system_files.hpp"

namespace steelyard::collectors {
namespace {

namespace fs = std::filesystem;

/// One line of /proc/self/cgroup: NUMBER:CONTROLLERS:GROUP.
struct Membership {
  std::string controllers;
  std::string group;
};

std::vector<Membership> memberships(const fs::path& root) {
  std::vector<Membership> found;
  std::istringstream lines(read_text(root / "proc/self/cgroup").value_or(""));
  for (std::string line; std::getline(lines, line);) {
    const std::size_t first = line.find(':');
    const std::size_t second = line.find(':', first == std::string::npos ? first : first + 1);
    if (second == std::string::npos) continue;
    found.push_back({line.substr(first + 1, second - first - 1), line.substr(second + 1)});
  }
  return found;
}

bool has_controller(const std::string& controllers, const std::string& wanted) {
  return ("," + controllers + ",").find("," + wanted + ",") != std::string::npos;
}

/// The group's folder and all above it, up to the mount. A group outside the mount ("/../x", seen
/// from within a container) leaves the mount alone.
std::vector<fs::path> folders_up(const fs::path& mount, const std::string& group) {
  fs::path below = fs::path(group).relative_path().lexically_normal();
  if (!below.empty() && *below.begin() == "..") below.clear();
  std::vector<fs::path> folders;
  for (; !below.empty() && below != "."; below = below.parent_path()) {
    folders.push_back(mount / below);
  }
  folders.push_back(mount);
  return folders;
}

template <typename T>
void keep_least(std::optional<T>& least, std::optional<T> value) {
  if (value) least = least ? std::min(*least, *value) : *value;
}

std::optional<double> quotient(const std::string& quota, const std::string& period) {
  const auto a = whole_number(quota);  // "max" and -1 are no limit
  const auto b = whole_number(period);
  if (!a || !b || *b == 0) return std::nullopt;
  return static_cast<double>(*a) / static_cast<double>(*b);
}

std::optional<double> cpus_v2(const fs::path& folder) {
  std::istringstream words(read_line(folder / "cpu.max").value_or(""));
  std::string quota;
  std::string period;
  words >> quota >> period;
  return quotient(quota, period);
}

std::optional<double> cpus_v1(const fs::path& folder) {
  return quotient(read_line(folder / "cpu.cfs_quota_us").value_or(""),
                  read_line(folder / "cpu.cfs_period_us").value_or(""));
}

std::optional<std::uint64_t> memory_limit(const fs::path& file) {
  constexpr std::uint64_t unlimited = std::uint64_t{1} << 62;  // v1 writes the largest page count
  const auto bytes = whole_number(read_line(file).value_or(""));
  if (!bytes || *bytes >= unlimited) return std::nullopt;
  return bytes;
}

/// Where a v1 controller is mounted: under the names of all that share it, or under its own.
fs::path mount_v1(const fs::path& cgroups, const Membership& member,
                  const std::string& controller) {
  std::error_code unreadable;
  const fs::path shared = cgroups / member.controllers;
  return fs::is_directory(shared, unreadable) ? shared : cgroups / controller;
}

}  // namespace

CgroupLimits cgroup_limits(const fs::path& root) {
  const fs::path cgroups = root / "sys/fs/cgroup";
  std::error_code unreadable;
  const bool unified = fs::exists(cgroups / "cgroup.controllers", unreadable);
  CgroupLimits limits;
  for (const Membership& member : memberships(root)) {
    if (unified && member.controllers.empty()) {
      limits.version = "v2";
      for (const fs::path& folder : folders_up(cgroups, member.group)) {
        keep_least(limits.cpus, cpus_v2(folder));
        keep_least(limits.memory_bytes, memory_limit(folder / "memory.max"));
      }
    }
    if (!unified && has_controller(member.controllers, "cpu")) {
      limits.version = "v1";
      for (const fs::path& folder : folders_up(mount_v1(cgroups, member, "cpu"), member.group)) {
        keep_least(limits.cpus, cpus_v1(folder));
      }
    }
    if (!unified && has_controller(member.controllers, "memory")) {
      limits.version = "v1";
      for (const fs::path& folder : folders_up(mount_v1(cgroups, member, "memory"), member.group)) {
        keep_least(limits.memory_bytes, memory_limit(folder / "memory.limit_in_bytes"));
      }
    }
  }
  return limits;
}

}  // namespace steelyard::collectors
