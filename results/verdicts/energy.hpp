#pragma once

#include <optional>
#include <span>
#include <string>

#include "harness/core/case_summary.hpp"
#include "harness/core/statistics/bootstrap.hpp"
#include "harness/core/statistics/interval.hpp"

/// What an iteration of a case costs in energy. docs/metrics.md has the formulas and what they
/// leave out; visit_power.hpp joins the readings of sensors to visits.
namespace steelyard::results {

/// Of one device, the mean over those of the run.
struct CaseEnergy {
  Interval joules_per_iteration;
  Interval watts;             ///< while the case was sampled
  std::string source;         ///< "counter" (energy counter) or "power" (integral of readings)
  bool has_interval = false;  ///< false: both are points, of one round or of too few iterations
};

/// Of one run: the median over iterations of t x watts of its visit, resampled as the times are,
/// and the median of the visits' watts. Points where only a summary was read. Nothing where sensors
/// are missing.
std::optional<CaseEnergy> case_energy(const CaseTimes& times, const BootstrapOptions& options);

/// Of several runs: the geometric mean of the points, with the interval of Student's t on their
/// logarithms. Of one run, that one; needs at least one. Where sources differ, both are named.
CaseEnergy pooled_energy(std::span<const CaseEnergy> runs, double confidence = 0.95);

}  // namespace steelyard::results
