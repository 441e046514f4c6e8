#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>

#include "harness/backends/cambricon/cnnl.hpp"

namespace steelyard::cambricon {

class Device;

/// A notifier of CNRT. Intervals are those of cnrtNotifierElapsedTime, in milliseconds of the
/// clock. cnrtNotifierDuration, in microseconds, is not used: between two notifiers with nothing
/// between them it tells exactly zero, so it counts what the hardware worked and not what time
/// passed.
class Event {
 public:
  explicit Event(Device& device);
  ~Event();
  Event(const Event&) = delete;
  Event& operator=(const Event&) = delete;

  double seconds_since(const Event& first) const;
  void place(cnrtQueue_t queue);

 private:
  bool completed() const;

  Device& device_;
  cnrtNotifier_t notifier_ = nullptr;
  bool placed_ = false;
};

/// A queue of CNRT, and the handle by which CNNL uses it. Copies between host and device wait for
/// the queue and then copy with cnrtMemcpy: what cnrtMemcpyAsync does with pageable memory of the
/// host is said nowhere.
class Stream {
 public:
  explicit Stream(Device& device);
  ~Stream();
  Stream(const Stream&) = delete;
  Stream& operator=(const Stream&) = delete;

  cnrtQueue_t queue() const { return queue_; }
  cnnlHandle_t cnnl_handle();

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
  cnrtQueue_t queue_ = nullptr;
  std::unique_ptr<CnnlHandle> handle_;  ///< made when it is first wanted
};

}  // namespace steelyard::cambricon
