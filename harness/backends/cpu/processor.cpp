#include "harness/backends/cpu/processor.hpp"

#include <sys/utsname.h>

#include <fstream>

#include "harness/backends/cpu/cpuinfo.hpp"
#include "harness/backends/cpu/team.hpp"
#include "harness/core/digest.hpp"

namespace steelyard::cpu {
namespace {

std::string first_value(const std::filesystem::path& root, const std::string& key) {
  const auto values = cpuinfo(root, key);
  return values.empty() ? "" : values.begin()->second;
}

std::string vendor_name(const std::string& id) {
  if (id == "AuthenticAMD") return "AMD";
  if (id == "GenuineIntel") return "Intel";
  return id;
}

}  // namespace

Processor identify_processor(const std::vector<int>& cores, const std::filesystem::path& root) {
  utsname system{};
  (void)uname(&system);  // fails only for a bad pointer
  Processor processor;
  const std::string model = first_value(root, "model name");
  const std::string count = std::to_string(cores.size()) + (cores.size() == 1 ? " core" : " cores");
  processor.name = (model.empty() ? std::string(system.machine) : model) + ", " + count;
  processor.vendor = vendor_name(first_value(root, "vendor_id"));
  processor.microcode = first_value(root, "microcode");
  processor.kernel = system.release;
  std::string machine_id;
  std::ifstream(root / "etc/machine-id") >> machine_id;
  if (!machine_id.empty()) {
    // With the host's name, because containers of one image share the id.
    processor.uuid =
        sha256("steelyard cpu " + machine_id + " " + system.nodename + " " + core_list(cores))
            .substr(0, 32);
  }
  return processor;
}

}  // namespace steelyard::cpu
