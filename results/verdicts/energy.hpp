#pragma once

#include <optional>
#include <string>
#include <vector>

#include "harness/core/record.hpp"
#include "harness/core/statistics/bootstrap.hpp"
#include "harness/core/statistics/interval.hpp"

/// What an iteration of a case costs in energy: readings of the devices' sensors joined by time to
/// the visits of the case. docs/metrics.md has the formulas and what they leave out.
namespace steelyard::results {

/// Of one device, the mean over those of the run.
struct CaseEnergy {
  Interval joules_per_iteration;
  Interval watts;             ///< while the case ran
  std::string source;         ///< "counter" (energy counter) or "power" (integral of readings)
  int rounds = 0;             ///< visits that readings cover
  bool has_interval = false;  ///< false: of one round, so that the intervals are points
};

}  // namespace steelyard::results
