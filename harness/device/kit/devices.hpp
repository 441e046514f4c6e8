#pragma once

#include <cstdint>
#include <string>

#include "harness/device/kit/guard.hpp"

namespace steelyard::kit {

/// What a backend's probe() found. `sentence` says what is missing and how to get it, where
/// nothing was found.
struct Probe {
  bool found = true;
  std::string sentence{};
};

namespace detail {

template <class Backend>
struct DevicesGroup {
  using Device = typename Backend::Device;

  static sy_status probe(char* sentence, std::size_t capacity) noexcept {
    return guarded([&] {
      require_text(sentence, capacity);
      sentence[0] = '\0';
      const Probe probe = Backend::probe();
      if (probe.found) return SY_OK;
      copy_text(sentence, capacity, probe.sentence);
      return fail(SY_UNSUPPORTED, probe.sentence);
    });
  }

  static sy_status count(std::uint32_t* devices) noexcept {
    return guarded([&] {
      require_pointers(devices);
      *devices = Backend::count();
    });
  }

  static sy_status open(std::uint32_t index, sy_device** device) noexcept {
    return guarded([&] {
      require_pointers(device);
      *device = nullptr;
      require(index < Backend::count(), "There is no device of that index.");
      hand_out<sy_device, Device>(device, Backend::open(index));
    });
  }

  static sy_status close(sy_device* device) noexcept {
    return guarded([&] { destroy<Device>(device); });
  }

  static sy_status properties(sy_device* device, sy_properties* properties) noexcept {
    return guarded([&] {
      require_pointers(properties);
      *properties = object<Device>(device).properties();
    });
  }

  static constexpr sy_devices functions{sizeof(sy_devices), &probe, &count, &open, &close,
                                        &properties};
};

}  // namespace detail
}  // namespace steelyard::kit
