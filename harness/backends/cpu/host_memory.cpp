#include "harness/backends/cpu/host_memory.hpp"

#include <sys/mman.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <limits>
#include <optional>
#include <string>

#include "harness/device/kit/guard.hpp"

namespace steelyard::cpu {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t unlimited = std::numeric_limits<std::uint64_t>::max();
constexpr std::size_t huge_page = std::size_t{2} << 20;
constexpr std::size_t small_page = 4096;

/// The number a file starts with; nothing if it cannot be read or says "max".
std::optional<std::uint64_t> read_number(const fs::path& file) {
  std::ifstream in(file);
  std::uint64_t number = 0;
  if (in >> number) return number;
  return std::nullopt;
}

/// The number after `key` in a file of lines "key number"; nothing if there is none.
std::optional<std::uint64_t> read_field(const fs::path& file, const std::string& key) {
  std::ifstream in(file);
  std::string word;
  while (in >> word) {
    std::uint64_t number = 0;
    if (word == key && in >> number) return number;
    in.clear();
    in.ignore(std::numeric_limits<std::streamsize>::max(), '\n');
  }
  return std::nullopt;
}

/// Names of the files of one version of control groups.
struct GroupFiles {
  const char* limit;
  const char* usage;
  const char* reclaimable;  ///< key in memory.stat
};
constexpr GroupFiles version1{"memory.limit_in_bytes", "memory.usage_in_bytes",
                              "total_inactive_file"};
constexpr GroupFiles version2{"memory.max", "memory.current", "inactive_file"};

struct GroupMemory {
  std::uint64_t limit = unlimited;
  std::uint64_t left = unlimited;
};

void tighten(GroupMemory& memory, const fs::path& group, const GroupFiles& files) {
  const auto limit = read_number(group / files.limit);
  if (!limit) return;
  memory.limit = std::min(memory.limit, *limit);
  const auto usage = read_number(group / files.usage);
  if (!usage) return;
  const std::uint64_t reclaimable =
      read_field(group / "memory.stat", files.reclaimable).value_or(0);
  const std::uint64_t held = *usage - std::min(*usage, reclaimable);
  memory.left = std::min(memory.left, *limit - std::min(*limit, held));
}

/// Looks at the group `path` below `mount` and at all groups above it: the tightest one holds. In a
/// container the path may name groups that cannot be seen from inside; those are passed over.
void tighten_upwards(GroupMemory& memory, const fs::path& mount, fs::path path,
                     const GroupFiles& files) {
  path = path.relative_path().lexically_normal();
  while (!path.empty() && path != ".") {
    tighten(memory, mount / path, files);
    path = path.parent_path();
  }
  tighten(memory, mount, files);
}

GroupMemory group_memory(const fs::path& root) {
  GroupMemory memory;
  std::ifstream in(root / "proc/self/cgroup");
  std::string line;
  while (std::getline(in, line)) {  // "4:memory:/path" or, version 2, "0::/path"
    const auto first = line.find(':');
    const auto second = line.find(':', first + 1);
    if (first == std::string::npos || second == std::string::npos) continue;
    const std::string controllers = "," + line.substr(first + 1, second - first - 1) + ",";
    const fs::path path = line.substr(second + 1);
    if (controllers == ",,") {
      tighten_upwards(memory, root / "sys/fs/cgroup", path, version2);
    } else if (controllers.find(",memory,") != std::string::npos) {
      tighten_upwards(memory, root / "sys/fs/cgroup/memory", path, version1);
    }
  }
  return memory;
}

std::uint64_t meminfo_bytes(const fs::path& root, const char* key) {
  return read_field(root / "proc/meminfo", key).value_or(0) * 1024;
}

}  // namespace

MemoryLimits::MemoryLimits(fs::path root) : root_(std::move(root)) {}

std::uint64_t MemoryLimits::total_bytes() const {
  return std::min(meminfo_bytes(root_, "MemTotal:"), group_memory(root_).limit);
}

std::uint64_t MemoryLimits::free_bytes() const {
  const std::uint64_t left =
      std::min(meminfo_bytes(root_, "MemAvailable:"), group_memory(root_).left);
  return left - left / 16;
}

void FreeMemory::operator()(void* memory) const noexcept { std::free(memory); }

HostMemory allocate_touched(std::size_t bytes, const MemoryLimits& limits, const Team& team) {
  const std::uint64_t free_bytes = limits.free_bytes();
  const std::size_t page = bytes >= huge_page ? huge_page : small_page;
  // Whole pages: what follows the last whole huge page would lie in hundreds of small ones.
  const auto taken = [&] { return (bytes + page - 1) / page * page; };
  void* memory = nullptr;
  if (bytes > free_bytes || posix_memalign(&memory, page, taken()) != 0) {
    throw kit::Failure(SY_OUT_OF_MEMORY, "An allocation of " + std::to_string(bytes) +
                                             " bytes does not fit; the host has " +
                                             std::to_string(free_bytes) + " bytes left.");
  }
  HostMemory owned(static_cast<std::byte*>(memory));
  if (page == huge_page) {
    // Advice only: without huge pages the buffer works, more slowly.
    (void)madvise(memory, taken(), MADV_HUGEPAGE);
  }
  team.split(bytes, [&](std::size_t begin, std::size_t end) {
    std::memset(owned.get() + begin, 0, end - begin);
  });
  return owned;
}

}  // namespace steelyard::cpu
