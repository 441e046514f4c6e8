#include "harness/backends/torch/host.hpp"

#include <sched.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>

namespace steelyard::torch_library {
namespace {

/// What follows "KEY   : " in /proc/cpuinfo.
std::string of_cpuinfo(const std::string& key, const std::string& otherwise) {
  std::ifstream file("/proc/cpuinfo");
  for (std::string line; std::getline(file, line);) {
    const std::size_t colon = line.find(':');
    if (line.starts_with(key) && colon != std::string::npos && colon + 2 < line.size()) {
      return line.substr(colon + 2);
    }
  }
  return otherwise;
}

/// A line "KEY:   123 kB" of /proc/meminfo in bytes.
std::uint64_t of_meminfo(const std::string& key) {
  std::ifstream file("/proc/meminfo");
  for (std::string word; file >> word;) {
    if (word != key + ":") continue;
    std::uint64_t kibibytes = 0;
    file >> kibibytes;
    return kibibytes * 1024;
  }
  return 0;
}

}  // namespace

std::string processor_name() { return of_cpuinfo("model name", "CPU"); }
std::string processor_vendor() { return of_cpuinfo("vendor_id", "unknown"); }
std::uint64_t total_host_bytes() { return of_meminfo("MemTotal"); }

std::uint64_t free_host_bytes() {
  const std::uint64_t available = of_meminfo("MemAvailable");
  return available - available / 16;
}

std::uint64_t host_cache_bytes() {
  // The kernel's list ends with the last level, whose size sysconf() gives for the whole machine.
  std::uint64_t bytes = 0;
  for (int index = 0;; ++index) {
    std::ifstream file("/sys/devices/system/cpu/cpu0/cache/index" + std::to_string(index) +
                       "/size");
    std::uint64_t kibibytes = 0;
    if (!(file >> kibibytes)) return bytes;
    bytes = std::max(bytes, kibibytes * 1024);
  }
}

int threads_to_use() {
  if (const char* const wanted = std::getenv("OMP_NUM_THREADS"); wanted != nullptr) {
    if (const int threads = std::atoi(wanted); threads > 0) return threads;
  }
  cpu_set_t allowed;
  CPU_ZERO(&allowed);
  return sched_getaffinity(0, sizeof(allowed), &allowed) == 0 ? std::max(1, CPU_COUNT(&allowed))
                                                              : 1;
}

}  // namespace steelyard::torch_library
