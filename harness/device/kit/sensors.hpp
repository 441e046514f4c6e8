#pragma once

#include <string>

#include "harness/device/kit/guard.hpp"

namespace steelyard::kit {

/// What Device::probe() returns: the rate in operations or bytes per second, and the loop's name.
struct ProbeReading {
  double rate = 0;
  std::string loop{};
};

namespace detail {

template <class Backend>
struct TelemetryGroup {
  using Device = typename Backend::Device;

  static sy_status read(sy_device* device, sy_telemetry_reading* reading) noexcept {
    return guarded([&] {
      require_pointers(reading);
      *reading = object<Device>(device).telemetry();
    });
  }

  static sy_status period(sy_device* device, double* seconds) noexcept {
    return guarded([&] {
      require_pointers(seconds);
      *seconds = object<Device>(device).telemetry_period();
    });
  }

  static constexpr sy_telemetry functions{sizeof(sy_telemetry), &read, &period};
};

template <class Backend>
struct ProbeGroup {
  using Device = typename Backend::Device;

  static sy_status run(sy_device* device, sy_probe_unit unit, sy_dtype dtype, double seconds,
                       double* rate, char* text, std::size_t capacity) noexcept {
    return guarded([&] {
      require_pointers(rate);
      require_text(text, capacity);
      require_dtype(dtype);
      require(unit == SY_PROBE_MULTIPLY || unit == SY_PROBE_MEMORY, "The unit is not known.");
      require(seconds > 0 && std::isfinite(seconds), "The time to probe must be positive.");
      const ProbeReading reading = object<Device>(device).probe(unit, dtype, seconds);
      *rate = reading.rate;
      copy_text(text, capacity, reading.loop);
    });
  }

  static constexpr sy_probe functions{sizeof(sy_probe), &run};
};

}  // namespace detail
}  // namespace steelyard::kit
