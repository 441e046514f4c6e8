#include "results/verdicts/telemetry_summary.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <map>

#include "harness/core/statistics/quantiles.hpp"

namespace steelyard::results {
namespace {

/// Bits of TelemetrySample::throttle_reasons, as the ABI defines them, and what they mean.
constexpr std::array<std::pair<std::uint64_t, const char*>, 3> known_reasons{
    {{1, "power limit"}, {2, "heat"}, {4, "hardware"}}};

std::optional<SensorRange> range_of(const std::vector<double>& values) {
  if (values.empty()) return std::nullopt;
  const auto [least, most] = std::ranges::minmax(values);
  return SensorRange{least, median(values), most};
}

void keep(std::vector<double>& values, double value, bool zero_is_one) {
  if (std::isfinite(value) && (zero_is_one || value > 0)) values.push_back(value);
}

DeviceTelemetry device_of(int rank, const std::vector<const TelemetrySample*>& samples) {
  DeviceTelemetry out{.rank = rank, .readings = samples.size()};
  std::vector<double> power;
  std::vector<double> temperature;
  std::vector<double> core;
  std::vector<double> memory;
  std::map<std::uint64_t, std::size_t> counts;
  std::size_t others = 0;
  for (const TelemetrySample* sample : samples) {
    keep(power, sample->power_watts, false);
    keep(temperature, sample->temperature_celsius, true);
    keep(core, sample->core_clock_hz, false);
    keep(memory, sample->memory_clock_hz, false);
    std::uint64_t rest = sample->throttle_reasons;
    for (const auto& [bit, name] : known_reasons) {
      if ((rest & bit) != 0) ++counts[bit];
      rest &= ~bit;
    }
    if (rest != 0) ++others;
  }
  out.power_watts = range_of(power);
  out.temperature_celsius = range_of(temperature);
  out.core_clock_hz = range_of(core);
  out.memory_clock_hz = range_of(memory);
  for (const auto& [bit, name] : known_reasons) {
    if (counts[bit] > 0) out.throttled.emplace_back(name, counts[bit]);
  }
  if (others > 0) out.throttled.emplace_back("another reason", others);
  return out;
}

}  // namespace

std::vector<DeviceTelemetry> summarise_telemetry(std::span<const TelemetrySample> samples) {
  std::map<int, std::vector<const TelemetrySample*>> by_rank;
  for (const TelemetrySample& sample : samples) by_rank[sample.rank].push_back(&sample);
  std::vector<DeviceTelemetry> out;
  for (const auto& [rank, of_rank] : by_rank) out.push_back(device_of(rank, of_rank));
  return out;
}

}  // namespace steelyard::results
