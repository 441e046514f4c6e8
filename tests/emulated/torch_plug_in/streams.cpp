#include "tests/emulated/torch_plug_in/streams.hpp"

#include <c10/util/Exception.h>

#include <array>

#include "tests/emulated/core/faults.hpp"

namespace steelyard::emulated::torch_plug_in {
namespace {

/// Destroyed with the process, as the streams of a vendor's pool are.
struct Streams {
  std::array<std::array<Queue, streams_per_device>, device_count> queues;
};

thread_local int device_of_thread = 0;
thread_local std::array<int, device_count> stream_of_thread{};

c10::Stream make_stream(int device, int number) {
  const c10::Device on(c10::DeviceType::PrivateUse1, static_cast<c10::DeviceIndex>(device));
  return c10::Stream(c10::Stream::UNSAFE, on, number);
}

}  // namespace

Queue& queue_of(const c10::Stream& stream) {
  static Streams streams;
  return streams.queues.at(static_cast<std::size_t>(stream.device_index()))
      .at(static_cast<std::size_t>(stream.id()));
}

int current_device() { return device_of_thread; }
void set_current_device(int device) { device_of_thread = device; }

c10::Stream current_stream(int device) {
  return make_stream(device, stream_of_thread.at(static_cast<std::size_t>(device)));
}

c10::Stream set_current_stream(const c10::Stream& stream) {
  const int device = stream.device_index();
  const c10::Stream before = current_stream(device);
  stream_of_thread.at(static_cast<std::size_t>(device)) = static_cast<int>(stream.id());
  return before;
}

void enqueue(std::function<void()> work) {
  queue_of(current_stream(current_device())).enqueue([work = std::move(work)] {
    try {
      work();
      return fault("async_error") ? 1 : 0;
    } catch (const std::exception&) {
      return 2;
    }
  });
}

void wait_for(const c10::Stream& stream) {
  const int status = queue_of(stream).synchronize();
  TORCH_CHECK(status == 0, "unspecified launch failure (status ", status, ")");
}

}  // namespace steelyard::emulated::torch_plug_in
