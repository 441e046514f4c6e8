#pragma once

#include <filesystem>
#include <map>
#include <string>

namespace steelyard::cpu {

/// The values of one key of /proc/cpuinfo ("model name", "cpu MHz") by number of processor; empty
/// where this architecture's kernel does not write that key. `root` is "/" except in tests.
std::map<int, std::string> cpuinfo(const std::filesystem::path& root, const std::string& key);

}  // namespace steelyard::cpu
