#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace steelyard::cpu {

/// What the host's processor is. Unknown texts are empty.
struct Processor {
  std::string name;       ///< "AMD EPYC 9654 96-Core Processor, 16 cores"
  std::string vendor;     ///< "AMD", "Intel", or as the processor says
  std::string microcode;  ///< "0x1000065"
  std::string kernel;     ///< release, "6.1.0-31-amd64"
  /// The same for every process bound to these cores of this host, another for any other. A digest:
  /// the machine's own id is confidential. Empty if the machine has no id.
  std::string uuid;
};

/// `cores`: those that this process uses. `root` is "/" except in tests.
Processor identify_processor(const std::vector<int>& cores,
                             const std::filesystem::path& root = "/");

/// Bytes of the last-level caches that serve `cores`, all of them together; 0 if unknown.
std::uint64_t last_level_cache_bytes(const std::vector<int>& cores);

}  // namespace steelyard::cpu
