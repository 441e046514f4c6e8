#include <fmt/format.h>

#include <set>
#include <utility>

#include "collectors/environment/node_facts.hpp"
#include "harness/core/cpu_list.hpp"

namespace steelyard::collectors {
namespace {

namespace fs = std::filesystem;

std::vector<fs::path> online_cpus(const fs::path& root) {
  const fs::path cpus = root / "sys/devices/system/cpu";
  std::vector<fs::path> folders;
  for (const int cpu :
       parse_cpu_list(read_line(cpus / "online").value_or("")).value_or(std::vector<int>{})) {
    folders.push_back(cpus / fmt::format("cpu{}", cpu));
  }
  return folders;
}

/// The values that a file has over all CPUs: "performance", or "performance, powersave" if mixed.
std::optional<std::string> over_cpus(const std::vector<fs::path>& cpus, const char* file) {
  std::set<std::string> values;
  for (const fs::path& cpu : cpus) {
    if (const auto value = read_line(cpu / file)) values.insert(*value);
  }
  if (values.empty()) return std::nullopt;
  return fmt::format("{}", fmt::join(values, ", "));
}

void add_counts(Facts& facts, const std::vector<fs::path>& cpus) {
  std::set<std::string> sockets;
  std::set<std::pair<std::string, std::string>> cores;
  for (const fs::path& cpu : cpus) {
    const auto socket = read_line(cpu / "topology/physical_package_id");
    const auto core = read_line(cpu / "topology/core_id");
    if (socket) sockets.insert(*socket);
    if (socket && core) cores.emplace(*socket, *core);
  }
  if (!cpus.empty()) facts["cpus"] = std::to_string(cpus.size());
  if (!cores.empty()) facts["cores"] = std::to_string(cores.size());
  if (!sockets.empty()) facts["sockets"] = std::to_string(sockets.size());
}

std::optional<std::string> on_or_off(const std::optional<std::string>& value, const char* on) {
  if (!value) return std::nullopt;
  return *value == on ? "on" : "off";
}

std::optional<std::string> turbo(const fs::path& cpu) {
  const auto intel = on_or_off(read_line(cpu / "intel_pstate/no_turbo"), "0");
  return intel ? intel : on_or_off(read_line(cpu / "cpufreq/boost"), "1");
}

std::optional<std::string> max_frequency(const std::vector<fs::path>& cpus) {
  std::uint64_t kilohertz = 0;
  for (const fs::path& cpu : cpus) {
    const auto value = whole_number(read_line(cpu / "cpufreq/cpuinfo_max_freq").value_or(""));
    kilohertz = std::max(kilohertz, value.value_or(0));
  }
  if (kilohertz == 0) return std::nullopt;
  return std::to_string(kilohertz * 1000);
}

bool has_flag(const std::string& cpuinfo, const std::string& flag) {
  const std::string flags = " " + value_in(cpuinfo, "flags").value_or("") + " ";
  return flags.find(" " + flag + " ") != std::string::npos;
}

std::string hypervisor(const fs::path& root, const std::string& cpuinfo) {
  if (const auto type = read_line(root / "sys/hypervisor/type")) return *type;
  return has_flag(cpuinfo, "hypervisor") ? "present" : "none";
}

/// Of x86-64; nothing for others.
std::optional<std::string> vector_instructions(const std::string& cpuinfo) {
  if (has_flag(cpuinfo, "avx512f")) return "AVX-512";
  if (has_flag(cpuinfo, "avx2")) return "AVX2";
  if (has_flag(cpuinfo, "avx")) return "AVX";
  if (has_flag(cpuinfo, "sse2")) return "SSE2";
  return std::nullopt;
}

}  // namespace

void add_cpu_facts(Facts& facts, const fs::path& root) {
  const fs::path cpu = root / "sys/devices/system/cpu";
  if (const auto cpuinfo = read_text(root / "proc/cpuinfo")) {
    note(facts, "cpu_model", value_in(*cpuinfo, "model name"));
    note(facts, "microcode", value_in(*cpuinfo, "microcode"));
    note(facts, "vector_instructions", vector_instructions(*cpuinfo));
    facts["hypervisor"] = hypervisor(root, *cpuinfo);
  }
  const std::vector<fs::path> cpus = online_cpus(root);
  add_counts(facts, cpus);
  note(facts, "smt", on_or_off(read_line(cpu / "smt/active"), "1"));
  note(facts, "governor", over_cpus(cpus, "cpufreq/scaling_governor"));
  note(facts, "frequency_driver", over_cpus(cpus, "cpufreq/scaling_driver"));
  note(facts, "turbo", turbo(cpu));
  note(facts, "max_frequency_hz", max_frequency(cpus));
  note(facts, "isolated_cpus", read_line(cpu / "isolated"));
}

}  // namespace steelyard::collectors
