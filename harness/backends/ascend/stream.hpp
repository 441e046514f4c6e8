#pragma once

#include <cstddef>
#include <cstdint>

#include "harness/backends/ascend/runtime.hpp"

namespace steelyard::ascend {

class Device;

/// A moment of the device, recorded with a time stamp (ACL_EVENT_TIME_LINE). May be recorded again.
class Event {
 public:
  explicit Event(Device& device);
  ~Event();
  Event(const Event&) = delete;
  Event& operator=(const Event&) = delete;

  double seconds_since(const Event& first) const;
  void record(aclrtStream stream);

 private:
  bool completed() const;

  Device& device_;
  aclrtEvent event_ = nullptr;
  bool recorded_ = false;
};

/// A stream of AscendCL. Copies between host and device wait for the stream and then copy with
/// aclrtMemcpy, which waits for no stream itself: older versions of aclrtMemcpyAsync demand
/// page-locked memory of the host, which the ABI's is not, and newer ones wait within the call.
class Stream {
 public:
  explicit Stream(Device& device);
  ~Stream();
  Stream(const Stream&) = delete;
  Stream& operator=(const Stream&) = delete;

  aclrtStream handle() const { return stream_; }

  bool synchronize(double timeout_seconds);
  bool idle();
  void record(Event& event);
  void copy_to_device(void* device, const void* host, std::size_t bytes);
  void copy_to_host(void* host, const void* device, std::size_t bytes);
  void copy_on_device(void* to, const void* from, std::size_t bytes);
  void fill(void* device, std::uint8_t value, std::size_t bytes);

 private:
  bool wait(double timeout_seconds);

  Device& device_;
  aclrtStream stream_ = nullptr;
};

}  // namespace steelyard::ascend
