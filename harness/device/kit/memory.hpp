#pragma once

#include <cstdint>

#include "harness/device/kit/guard.hpp"

namespace steelyard::kit::detail {

inline void require_bytes(std::size_t bytes) {
  require(bytes > 0 && bytes <= PTRDIFF_MAX, "The number of bytes is zero or impossibly large.");
}

template <class Backend>
struct MemoryGroup {
  using Device = typename Backend::Device;
  using Stream = typename Backend::Stream;

  static sy_status allocate(sy_device* device, std::size_t bytes, void** pointer) noexcept {
    return guarded([&] {
      require_pointers(pointer);
      *pointer = nullptr;
      require_bytes(bytes);
      *pointer = object<Device>(device).allocate(bytes);
    });
  }

  static sy_status release(sy_device* device, void* pointer) noexcept {
    return guarded([&] {
      require_pointers(pointer);
      object<Device>(device).release(pointer);
    });
  }

  static sy_status free_bytes(sy_device* device, std::uint64_t* bytes) noexcept {
    return guarded([&] {
      require_pointers(bytes);
      *bytes = object<Device>(device).free_bytes();
    });
  }

  static sy_status copy_to_device(sy_stream* stream, void* to, const void* host,
                                  std::size_t bytes) noexcept {
    return guarded([&] {
      require_pointers(to, host);
      require_bytes(bytes);
      object<Stream>(stream).copy_to_device(to, host, bytes);
    });
  }

  static sy_status copy_to_host(sy_stream* stream, void* host, const void* from,
                                std::size_t bytes) noexcept {
    return guarded([&] {
      require_pointers(host, from);
      require_bytes(bytes);
      object<Stream>(stream).copy_to_host(host, from, bytes);
    });
  }

  static sy_status copy_on_device(sy_stream* stream, void* to, const void* from,
                                  std::size_t bytes) noexcept {
    return guarded([&] {
      require_pointers(to, from);
      require_bytes(bytes);
      object<Stream>(stream).copy_on_device(to, from, bytes);
    });
  }

  static sy_status fill(sy_stream* stream, void* to, std::uint8_t value,
                        std::size_t bytes) noexcept {
    return guarded([&] {
      require_pointers(to);
      require_bytes(bytes);
      object<Stream>(stream).fill(to, value, bytes);
    });
  }

  static constexpr sy_memory functions{
      sizeof(sy_memory), &allocate,     &release,        &free_bytes,
      &copy_to_device,   &copy_to_host, &copy_on_device, &fill};
};

}  // namespace steelyard::kit::detail
