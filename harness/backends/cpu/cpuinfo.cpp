#include "harness/backends/cpu/cpuinfo.hpp"

#include <cstdlib>
#include <fstream>

namespace steelyard::cpu {
namespace {

std::string trimmed(const std::string& text) {
  const auto first = text.find_first_not_of(" \t");
  if (first == std::string::npos) return "";
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

}  // namespace

std::map<int, std::string> cpuinfo(const std::filesystem::path& root, const std::string& key) {
  std::map<int, std::string> values;
  std::ifstream in(root / "proc/cpuinfo");
  int processor = 0;
  for (std::string line; std::getline(in, line);) {  // "model name\t: AMD EPYC"
    const auto colon = line.find(':');
    if (colon == std::string::npos) continue;
    const std::string name = trimmed(line.substr(0, colon));
    const std::string value = trimmed(line.substr(colon + 1));
    if (name == "processor") processor = std::atoi(value.c_str());
    if (name == key) values[processor] = value;
  }
  return values;
}

}  // namespace steelyard::cpu
