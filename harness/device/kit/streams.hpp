#pragma once

#include "harness/device/kit/guard.hpp"

namespace steelyard::kit::detail {

template <class Backend>
struct StreamsGroup {
  using Device = typename Backend::Device;
  using Stream = typename Backend::Stream;
  using Event = typename Backend::Event;

  static sy_status stream_create(sy_device* device, sy_stream** stream) noexcept {
    return guarded([&] {
      require_pointers(stream);
      *stream = nullptr;
      hand_out<sy_stream, Stream>(stream, object<Device>(device).create_stream());
    });
  }

  static sy_status stream_destroy(sy_stream* stream) noexcept {
    return guarded([&] { destroy<Stream>(stream); });
  }

  static sy_status stream_synchronize(sy_stream* stream, double timeout_seconds) noexcept {
    return guarded([&] {
      require(!std::isnan(timeout_seconds), "The timeout is not a number.");
      if (object<Stream>(stream).synchronize(timeout_seconds)) return SY_OK;
      return fail(SY_TIMEOUT, "The work enqueued did not end in the time given.");
    });
  }

  static sy_status stream_query(sy_stream* stream) noexcept {
    return guarded([&] {
      if (object<Stream>(stream).idle()) return SY_OK;
      return fail(SY_NOT_READY, "The work enqueued is still running.");
    });
  }

  static sy_status event_create(sy_device* device, sy_event** event) noexcept {
    return guarded([&] {
      require_pointers(event);
      *event = nullptr;
      hand_out<sy_event, Event>(event, object<Device>(device).create_event());
    });
  }

  static sy_status event_destroy(sy_event* event) noexcept {
    return guarded([&] { destroy<Event>(event); });
  }

  static sy_status event_record(sy_stream* stream, sy_event* event) noexcept {
    return guarded([&] { object<Stream>(stream).record(object<Event>(event)); });
  }

  static sy_status event_elapsed(sy_event* first, sy_event* second, double* seconds) noexcept {
    return guarded([&] {
      require_pointers(seconds);
      *seconds = object<Event>(second).seconds_since(object<Event>(first));
    });
  }

  static constexpr sy_streams functions{sizeof(sy_streams),  &stream_create, &stream_destroy,
                                        &stream_synchronize, &stream_query,  &event_create,
                                        &event_destroy,      &event_record,  &event_elapsed};
};

}  // namespace steelyard::kit::detail
