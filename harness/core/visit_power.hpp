#pragma once

#include <map>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "harness/core/record.hpp"

/// What devices drew while a case was sampled: readings of their sensors, joined to visits by time.
namespace steelyard {

enum class PowerSource {
  counter,  ///< difference of the device's energy counter
  power,    ///< integral of its power readings, by the trapezoid rule over their own times
};
/// "counter", "power".
std::string_view name(PowerSource source);

/// The readings of a run by device, each in the order of time.
class SensorTraces {
 public:
  SensorTraces() = default;
  /// Readings without a time are left out.
  explicit SensorTraces(std::span<const TelemetrySample> samples);

  /// Mean power of a rank's device from its first to its last reading between `begin` and `end`,
  /// seconds of the run. Nothing if these span less than half of that time, if the counter ran
  /// backwards, or if the result is no power that a device can have.
  std::optional<double> mean_watts(int rank, double begin, double end, PowerSource source) const;

  /// What a rank's device read as its core clock between `begin` and `end`; readings that are not
  /// above 0 are left out.
  std::vector<double> core_clocks_hz(int rank, double begin, double end) const;

 private:
  std::map<int, std::vector<TelemetrySample>> by_rank_;
};

/// The power of a case.
struct VisitPower {
  PowerSource source = PowerSource::power;
  std::vector<double> watts;  ///< of one device, by visit of the record; 0: not known
};

/// The mean over the devices of all ranks, for each visit: while it was sampled, that is for the
/// last seconds of the visit, as many as its batches took. What came before (preparing, the first
/// probe, warm-up) is not part of it; the probe after is, at the expense of as many milliseconds of
/// the beginning. By the counters if these cover a visit on all ranks, else by readings of power.
/// Nothing if no visit is covered.
std::optional<VisitPower> visit_power(const CaseRecord& record, const SensorTraces& traces);

/// The core clock at which a case was sampled, in the same seconds of its visits: of each rank the
/// median of its readings, and the mean of these. Nothing unless each rank has a reading.
std::optional<double> visit_core_clock_hz(const CaseRecord& record, const SensorTraces& traces);

}  // namespace steelyard
