#include "results/store/reading_limits.hpp"

#include <algorithm>
#include <cstdint>

#include "results/store/hdf5_file.hpp"

namespace steelyard::results {

ProcessLimits limits_for(const std::filesystem::path& file) {
  const std::uint64_t memory = hdf5::memory_for(file);
  const auto extra = static_cast<int>(std::min<std::uint64_t>(memory >> 27, 100'000));
  // Content is held twice, as read and by visit; the rest is room for the library and the heap.
  return {.memory_bytes = 4 * memory, .cpu_seconds = 5 + extra, .wall_seconds = 60 + 4 * extra};
}

}  // namespace steelyard::results
