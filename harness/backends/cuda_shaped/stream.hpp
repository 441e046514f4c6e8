#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "harness/device/backend.h"

namespace steelyard::cuda_shaped {

class Companion;
class Device;

/// A moment on a stream of its device.
class Event {
 public:
  explicit Event(Device& device);
  ~Event();
  Event(const Event&) = delete;
  Event& operator=(const Event&) = delete;

  void* native() const { return event_; }
  /// Seconds since `first`. Throws kit::Failure (SY_NOT_READY) if one was never recorded or is not
  /// completed.
  double seconds_since(const Event& first) const;

 private:
  friend class Stream;
  Device& device_;
  void* event_ = nullptr;
  bool recorded_ = false;
};

/// A queue of a device. Host memory is pageable: the vendors copy it in pieces, some before the
/// call returns. A copy to pageable host memory returns when the bytes are there, so it waits for
/// the work before it.
class Stream {
 public:
  explicit Stream(Device& device);
  ~Stream();
  Stream(const Stream&) = delete;
  Stream& operator=(const Stream&) = delete;

  /// The vendor's handle.
  void* native() const { return stream_; }
  Device& device() const { return device_; }

  /// Polls, first without pause, then with pauses of up to a millisecond, so that a device that
  /// hangs does not hang the program. False: the time ran out. Throws kit::Failure also for trouble
  /// of a companion.
  bool synchronize(double timeout_seconds);
  bool idle();
  void record(Event& event);
  void copy_to_device(void* device, const void* host, std::size_t bytes);
  void copy_to_host(void* host, const void* device, std::size_t bytes);
  void copy_on_device(void* to, const void* from, std::size_t bytes);
  void fill(void* device, std::uint8_t value, std::size_t bytes);

  /// Work that follows also depends on this, until it is done.
  void depend_on(const std::shared_ptr<Companion>& companion);

 private:
  bool await(double timeout_seconds);
  void throw_trouble(const char* also);
  void part_from_companions();
  void copy(void* to, const void* from, std::size_t bytes, int kind);

  Device& device_;
  void* stream_ = nullptr;
  std::vector<std::shared_ptr<Companion>> companions_;
};

}  // namespace steelyard::cuda_shaped
