#pragma once

#include <cstddef>
#include <cstdint>

namespace steelyard::emulated {

/// Device memory: a pool for each device of this process, on the host. Any thread.

/// 256-byte aligned and full of what nobody expects; null where the pool has no room.
void* allocate(int device, std::size_t bytes);
/// False if the pointer is not the beginning of a living block. With the fault `leak` the block is
/// gone but its bytes are never free again.
bool release(void* pointer);
/// Whether all of [pointer, pointer + bytes) lies in one living block, of any device.
bool holds(const void* pointer, std::size_t bytes);
/// The device whose block holds the pointer, or -1.
int device_of(const void* pointer);
std::uint64_t free_bytes(int device);
std::uint64_t total_bytes();

}  // namespace steelyard::emulated
