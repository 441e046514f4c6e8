#pragma once

#include <filesystem>
#include <mutex>
#include <vector>

#include "harness/device/backend.h"

namespace steelyard::cpu {

/// Sensors of the host's processor, as Linux shows them. NaN where there is none, or where this
/// user may not read it (energy counters are often root's alone).
///
///  - energy: the packages' RAPL counters in /sys/class/powercap, summed; wrap-around is undone.
///    It is the energy of whole packages, whatever else runs on them.
///  - power: the energy since the last reading over the time since then; NaN at the first reading.
///  - power limit: the packages' long-term limits, summed.
///  - temperature: the hottest sensor of the processor in /sys/class/hwmon.
///  - core clock: the mean of cpufreq over the cores given, else "cpu MHz" of /proc/cpuinfo.
///    In a virtual machine without cpufreq that number is a constant, no clock: NaN.
///
/// read() may be called from any thread.
class Telemetry {
 public:
  /// `cores`: those whose clocks are read. `root` is "/" except in tests.
  explicit Telemetry(std::vector<int> cores, std::filesystem::path root = "/");

  /// `now_seconds`: of the monotonic clock.
  sy_telemetry_reading read(double now_seconds);

  /// Seconds in which the slowest of these sensors changes: RAPL counts every millisecond, but
  /// power over less than ten of its steps is mostly rounding.
  static constexpr double period_seconds = 0.01;

 private:
  struct Package {
    std::filesystem::path folder;
    double range_joules;  ///< where the counter wraps; 0 if not known
    double last_raw_joules;
    double joules = 0;  ///< since this object was made
  };
  double read_energy();
  double core_clock() const;

  std::mutex mutex_;
  std::vector<int> cores_;
  std::filesystem::path root_;
  std::vector<Package> packages_;
  double power_limit_watts_;
  std::vector<std::filesystem::path> temperatures_;
  bool cpuinfo_is_clock_;
  double last_joules_;
  double last_seconds_;
};

}  // namespace steelyard::cpu
