#pragma once

#include <memory>

// The vendor's functions are what this library exports.
#pragma GCC visibility push(default)
#include "harness/backends/cambricon/neuware.hpp"
#pragma GCC visibility pop

#include "tests/emulated/core/handles.hpp"
#include "tests/emulated/core/queue.hpp"

namespace steelyard::emulated::cambricon {

inline constexpr int devices = 8;

/// The calling thread's device, or -1 before its first cnrtSetDevice().
int current_device();
/// All of these bytes lie in one block of the thread's device.
bool is_device_memory(const void* pointer, std::size_t bytes);

/// CNRT and CNDEV number the devices in opposite order; the bus tells them apart.
inline unsigned int pci_bus_of(int device) { return 0x10 + 3 * static_cast<unsigned int>(device); }

struct DeviceQueue {
  int device;
  Queue queue;
  explicit DeviceQueue(int of_device) : device(of_device) {}
};

/// The queue of this handle, if it is alive and of the thread's device; else null.
std::shared_ptr<DeviceQueue> find_queue(cnrtQueue_t handle);

}  // namespace steelyard::emulated::cambricon
