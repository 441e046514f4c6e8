#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "harness/core/record.hpp"

namespace steelyard::results {

/// What a sensor read over a run.
struct SensorRange {
  double least = 0;
  double median = 0;
  double most = 0;
};

/// The sensors of one rank's device. Readings that are not finite are left out, and so are clocks
/// and power of 0, which no device that works has; what has none left is nothing.
struct DeviceTelemetry {
  int rank = 0;
  std::size_t readings = 0;
  std::optional<SensorRange> power_watts;
  std::optional<SensorRange> temperature_celsius;
  std::optional<SensorRange> core_clock_hz;
  std::optional<SensorRange> memory_clock_hz;
  /// Reasons that held the clock, each with the number of readings that name it.
  std::vector<std::pair<std::string, std::size_t>> throttled;
};

/// One entry for each rank that has readings, by rank. Over the whole run, between cases too.
std::vector<DeviceTelemetry> summarise_telemetry(std::span<const TelemetrySample> samples);

}  // namespace steelyard::results
