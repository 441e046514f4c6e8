#pragma once

#include <c10/core/Stream.h>

#include <functional>

#include "tests/emulated/core/queue.hpp"

/// A plug-in of libtorch as vendors write them: two devices of the type PrivateUse1, whose memory
/// is the host's and whose streams have threads of their own, so that whoever does not wait reads
/// what was there before.
namespace steelyard::emulated::torch_plug_in {

inline constexpr int device_count = 2;
inline constexpr int streams_per_device = 4;

/// The queue behind a stream; number 0 is the default one of its device.
Queue& queue_of(const c10::Stream& stream);

/// Of the calling thread.
int current_device();
void set_current_device(int device);
c10::Stream current_stream(int device);
/// Returns the one before.
c10::Stream set_current_stream(const c10::Stream& stream);

/// Runs `work` on the current stream of the current device. Throws c10::Error with what an earlier
/// work of that stream threw.
void enqueue(std::function<void()> work);
/// Waits for a stream, and throws c10::Error with what its work threw.
void wait_for(const c10::Stream& stream);

}  // namespace steelyard::emulated::torch_plug_in
