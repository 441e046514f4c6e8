#pragma once

#include "harness/core/statistics/interval.hpp"
#include "harness/core/statistics/moderated_variance.hpp"

/// Whether one case became slower: Student's t-test on logarithms of times, or of what
/// else its figure is: log_cost().
namespace steelyard::results {

/// Means of logarithms of the figure over runs, and what runs differ by.
struct CaseComparison {
  double baseline = 0;
  double candidate = 0;
  int baseline_runs = 0;
  int candidate_runs = 0;
  ModeratedVariance between_runs;  ///< degrees above 0

  double standard_error() const;
};

/// Rate of the candidate / rate of the baseline, exp(-d), d = candidate - baseline, with its
/// interval exp(-(d -+ t(confidence) se)).
Interval rate_ratio(const CaseComparison& comparison, double confidence = 0.95);

/// P that chance alone shows a loss as large, if the true one is `floor`: 1 - T((d - f) / se), with
/// f = -ln(1 - floor), T the distribution of Student's t. Small: slower by more than the floor.
double loss_p_value(const CaseComparison& comparison, double floor);

/// The same for a gain: 1 - T((-d - f) / se), with f = ln(1 + floor).
double gain_p_value(const CaseComparison& comparison, double floor);

/// The relative loss that a test of size `level` finds with a probability of 80 %:
/// 1 - exp(-(f + (t(1 - level) + t(0.8)) se)).
double detectable_loss(const CaseComparison& comparison, double floor, double level);

}  // namespace steelyard::results
