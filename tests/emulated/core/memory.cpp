#include "tests/emulated/core/memory.hpp"

#include <cstdlib>
#include <cstring>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <new>

#include "tests/emulated/core/faults.hpp"
#include "tests/emulated/core/live.hpp"

namespace steelyard::emulated {
namespace {

constexpr std::uint64_t pool_bytes = std::uint64_t{512} << 20;
constexpr std::align_val_t alignment{256};
constexpr int poison = 0xA5;

struct Block {
  std::size_t bytes;
  int device;
  std::unique_ptr<Live> live;
};

struct Pools {
  std::mutex mutex;
  std::map<const std::byte*, Block, std::greater<>> blocks;  ///< the first not after a pointer
  std::map<int, std::uint64_t> used;

  /// Call with the mutex held.
  auto find(const void* pointer) {
    const auto* const byte = static_cast<const std::byte*>(pointer);
    const auto found = blocks.lower_bound(byte);
    const bool inside = found != blocks.end() && byte < found->first + found->second.bytes;
    return inside ? found : blocks.end();
  }
};

Pools& pools() {
  static Pools* const all = new Pools;  // used by destructors at the end of the process
  return *all;
}

}  // namespace

void* allocate(int device, std::size_t bytes) {
  Pools& all = pools();
  const std::lock_guard lock(all.mutex);
  if (bytes == 0 || bytes > pool_bytes - all.used[device]) return nullptr;
  void* const memory = operator new(bytes, alignment, std::nothrow);
  if (memory == nullptr) return nullptr;
  std::memset(memory, poison, bytes);
  all.used[device] += bytes;
  all.blocks.emplace(static_cast<const std::byte*>(memory),
                     Block{bytes, device, std::make_unique<Live>("block of device memory")});
  return memory;
}

bool release(void* pointer) {
  Pools& all = pools();
  const std::lock_guard lock(all.mutex);
  const auto found = all.blocks.find(static_cast<const std::byte*>(pointer));
  if (found == all.blocks.end()) return false;
  if (!fault("leak")) all.used[found->second.device] -= found->second.bytes;
  all.blocks.erase(found);
  operator delete(pointer, alignment);
  return true;
}

bool holds(const void* pointer, std::size_t bytes) {
  Pools& all = pools();
  const std::lock_guard lock(all.mutex);
  const auto found = all.find(pointer);
  if (found == all.blocks.end()) return false;
  const auto offset = static_cast<const std::byte*>(pointer) - found->first;
  return bytes <= found->second.bytes - static_cast<std::size_t>(offset);
}

int device_of(const void* pointer) {
  Pools& all = pools();
  const std::lock_guard lock(all.mutex);
  const auto found = all.find(pointer);
  return found == all.blocks.end() ? -1 : found->second.device;
}

std::uint64_t free_bytes(int device) {
  Pools& all = pools();
  const std::lock_guard lock(all.mutex);
  return pool_bytes - all.used[device];
}

std::uint64_t total_bytes() { return pool_bytes; }

}  // namespace steelyard::emulated
