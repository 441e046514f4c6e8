#pragma once

#include <memory>
#include <string>

// The vendor's functions are what this library exports.
#pragma GCC visibility push(default)
#include "harness/backends/ascend/cann.hpp"
#pragma GCC visibility pop

#include "tests/emulated/core/handles.hpp"
#include "tests/emulated/core/queue.hpp"

namespace steelyard::emulated::ascend {

inline constexpr int devices = 8;

/// Keeps the message for aclGetRecentErrMsg() of this thread and returns the code.
int refuse(int code, const std::string& message);

/// aclInit() was called.
bool initialised();
/// The calling thread's device, or -1 before its first aclrtSetDevice().
int current_device();
/// ACL_SUCCESS, or the refusal where the thread has no device.
int require_device();
/// The same, unless all of these bytes lie in one block of the thread's device.
int require_memory(const void* pointer, std::size_t bytes, const char* what);

struct Stream {
  int device;
  Queue queue;
  explicit Stream(int of_device) : device(of_device) {}
};

/// Waits for all streams of a device. The first status that is not 0.
int synchronize_streams(int device);
/// The driver's logical numbers, as in a container that was given the last devices of a machine.
inline constexpr int first_logical_number = 8;
/// Devices of AscendCL and cards of DCMI are numbered in opposite order; the bus tells them apart.
inline unsigned int pci_bus_of(int device) { return 0xc1 + 2 * static_cast<unsigned int>(device); }

/// The stream of this handle, if it is alive and of the thread's device; else null, and a refusal.
std::shared_ptr<Stream> find_stream(aclrtStream handle);

}  // namespace steelyard::emulated::ascend
