#pragma once

#include <functional>
#include <memory>

#include "tests/emulated/core/queue.hpp"

/// Marks what the emulated library exports.
#define EMULATED_EXPORT extern "C" __attribute__((visibility("default")))

namespace steelyard::emulated {

/// Error codes of CUDA 10 and later; a vendor's header (EMULATED_VENDOR) may have others.
struct ErrorCodes {
  int invalid_value = 1;
  int memory_allocation = 2;
  int no_device = 100;
  int invalid_device = 101;
  int invalid_resource_handle = 400;
  int not_ready = 600;
  int illegal_address = 700;
};

/// A stream of the emulated runtime.
struct StreamObject {
  explicit StreamObject(int on) : device(on) {}
  int device;
  Queue queue;
};

/// The calling thread's device, 0 until it sets another.
int current_device();

/// The stream, or null if the handle is none or belongs to another device than the current one. The
/// default stream (null) is none: no backend should use it.
std::shared_ptr<StreamObject> stream_of(void* handle);

/// The error that destroyed the current device's context, or 0. Every call of the runtime returns
/// it.
int lost();

/// Work on a stream that may fail with a code of the runtime; the context is lost then.
void enqueue(const std::shared_ptr<StreamObject>& stream, std::function<int()> work);

}  // namespace steelyard::emulated
