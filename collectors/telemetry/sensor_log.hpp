#pragma once

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include "harness/device/backend.h"

namespace steelyard::collectors {

/// One reading with the moment at which it was asked for, of this host's monotonic clock.
struct Reading {
  double monotonic_seconds = 0;
  sy_telemetry_reading values{};
};

/// Readings in the order of time, never more than a given number: when they are full, every other
/// one goes, and from then on half as many are kept.
class Readings {
 public:
  explicit Readings(std::size_t most) : most_(most) {}
  void add(const Reading& reading);
  const std::vector<Reading>& all() const { return readings_; }

 private:
  std::size_t most_;
  std::size_t stride_ = 1;  ///< of how many offered one is kept
  std::size_t offered_ = 0;
  std::vector<Reading> readings_;
};

/// Reads a device's sensors again and again on a thread of its own, which asks nothing of any other
/// thread. It ends with the first reading that fails.
class SensorLog {
 public:
  /// `read` is called by the thread alone; nothing: it failed, for good.
  using Read = std::function<std::optional<sy_telemetry_reading>()>;
  SensorLog(Read read, double period_seconds, std::size_t most);
  ~SensorLog();
  SensorLog(const SensorLog&) = delete;
  SensorLog& operator=(const SensorLog&) = delete;

  /// Ends the thread and gives away what it read. A reading that does not return within some
  /// seconds, as in a driver that hangs, is left alone.
  std::vector<Reading> stop();

 private:
  struct Shared;
  static void work(const std::shared_ptr<Shared>& shared);

  std::shared_ptr<Shared> shared_;  ///< with a thread that may have been left alone
  std::thread thread_;
};

}  // namespace steelyard::collectors
