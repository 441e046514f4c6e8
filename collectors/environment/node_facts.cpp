#include "collectors/environment/node_facts.hpp"

#include <fmt/format.h>

#include <sstream>

#include "collectors/environment/cgroup_limits.hpp"
#include "harness/core/cpu_list.hpp"

namespace steelyard::collectors {
namespace {

namespace fs = std::filesystem;

/// "0-7 8-15": the CPUs of each NUMA node that has some.
std::optional<std::string> numa_cpus(const std::vector<int>& nodes, const fs::path& root) {
  std::vector<std::string> lists;
  for (const int node : nodes) {
    const auto list = read_line(root / fmt::format("sys/devices/system/node/node{}/cpulist", node));
    if (list && !list->empty()) lists.push_back(*list);
  }
  if (lists.empty()) return std::nullopt;
  return fmt::format("{}", fmt::join(lists, " "));
}

void add_memory_facts(Facts& facts, const fs::path& root) {
  const std::string meminfo = read_text(root / "proc/meminfo").value_or("");
  const auto bytes = [&](const char* key) -> std::optional<std::string> {
    std::istringstream words(value_in(meminfo, key).value_or(""));
    std::string kibibytes;
    words >> kibibytes;
    const auto value = whole_number(kibibytes);
    if (!value) return std::nullopt;
    return std::to_string(*value * 1024);
  };
  note(facts, "memory_bytes", bytes("MemTotal"));
  note(facts, "memory_available_bytes", bytes("MemAvailable"));
  note(facts, "swap_bytes", bytes("SwapTotal"));

  const auto nodes =
      parse_cpu_list(read_line(root / "sys/devices/system/node/online").value_or(""));
  if (nodes) {
    facts["numa_nodes"] = std::to_string(nodes->size());
    note(facts, "numa_cpus", numa_cpus(*nodes, root));
  }
  const auto balancing = read_line(root / "proc/sys/kernel/numa_balancing");
  if (balancing) facts["numa_balancing"] = *balancing == "0" ? "off" : "on";
}

/// Of "always [madvise] never" the word in brackets.
std::optional<std::string> chosen(const std::optional<std::string>& choices) {
  if (!choices) return std::nullopt;
  const std::size_t open = choices->find('[');
  const std::size_t close = choices->find(']', open);
  if (open == std::string::npos || close == std::string::npos) return std::nullopt;
  return choices->substr(open + 1, close - open - 1);
}

/// Of "0.52 0.58 0.59 1/467 12345" the first three.
std::optional<std::string> load_average(const fs::path& root) {
  std::istringstream words(read_line(root / "proc/loadavg").value_or(""));
  std::string one;
  std::string five;
  std::string fifteen;
  if (!(words >> one >> five >> fifteen)) return std::nullopt;
  return one + " " + five + " " + fifteen;
}

std::optional<std::string> machine(const fs::path& root) {
  const auto vendor = read_line(root / "sys/class/dmi/id/sys_vendor");
  const auto product = read_line(root / "sys/class/dmi/id/product_name");
  if (!vendor || !product) return vendor ? vendor : product;
  return *vendor + " " + *product;
}

void add_cgroup_facts(Facts& facts, const fs::path& root) {
  const CgroupLimits limits = cgroup_limits(root);
  if (!limits.version.empty()) facts["cgroup"] = limits.version;
  if (limits.cpus) facts["cgroup_cpus"] = fmt::format("{:g}", *limits.cpus);
  if (limits.memory_bytes) facts["cgroup_memory_bytes"] = std::to_string(*limits.memory_bytes);
}

}  // namespace

Facts node_facts(const fs::path& root) {
  Facts facts;
  note(facts, "kernel", read_line(root / "proc/sys/kernel/osrelease"));
  const std::string release = read_text(root / "etc/os-release").value_or("");
  note(facts, "distribution", value_in(release, "PRETTY_NAME"));
  note(facts, "machine", machine(root));
  add_cpu_facts(facts, root);
  add_memory_facts(facts, root);
  note(facts, "transparent_hugepages",
       chosen(read_line(root / "sys/kernel/mm/transparent_hugepage/enabled")));
  note(facts, "clocksource",
       read_line(root / "sys/devices/system/clocksource/clocksource0/current_clocksource"));
  note(facts, "load_average", load_average(root));
  add_cgroup_facts(facts, root);
  return facts;
}

}  // namespace steelyard::collectors
