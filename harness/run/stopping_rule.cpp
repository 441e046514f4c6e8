#include "harness/run/stopping_rule.hpp"

#include <algorithm>
#include <limits>

#include "harness/core/error.hpp"
#include "harness/core/statistics/dependence.hpp"
#include "harness/core/statistics/median_interval.hpp"
#include "harness/core/statistics/quantiles.hpp"

namespace steelyard::run {
namespace {

/// Of a time about which nothing is known yet: not below zero, and that is all.
Interval unknown_around(double point) {
  return {0, point, std::numeric_limits<double>::infinity()};
}

/// Multiplied out, so that a median of zero (a timer too coarse) is never called precise.
bool is_precise(const Interval& interval, double precision) {
  return (interval.high - interval.low) / 2 <= precision * interval.point;
}

}  // namespace

StoppingRule::StoppingRule(const StoppingOptions& options)
    : options_(options), interval_(unknown_around(0)) {
  STEELYARD_ASSERT(options_.precision > 0);
  STEELYARD_ASSERT(options_.maximum_samples > 0);
  STEELYARD_ASSERT(options_.maximum_seconds > 0);
  options_.minimum_samples = std::min(options_.minimum_samples, options_.maximum_samples);
}

std::size_t StoppingRule::next_batch() const {
  if (done_) return 0;
  const std::size_t n = samples_.size();
  // The first iteration goes alone: it says how many of them the time allows.
  if (n == 0) return 1;
  // Half as many again as there are: the checks are few, and the last one comes at most 50 % late.
  const std::size_t next_check = std::max(options_.minimum_samples, n + (n + 1) / 2);
  const std::size_t wanted = std::min(next_check, options_.maximum_samples) - n;
  const double iterations_left =
      (options_.maximum_seconds - elapsed_seconds_) / elapsed_seconds_ * static_cast<double>(n);
  if (!(iterations_left < static_cast<double>(wanted))) return wanted;
  return std::max<std::size_t>(1, static_cast<std::size_t>(iterations_left));
}

void StoppingRule::add(std::span<const double> slowest, double elapsed_seconds) {
  STEELYARD_ASSERT(!done_);
  STEELYARD_ASSERT(!slowest.empty());
  samples_.insert(samples_.end(), slowest.begin(), slowest.end());
  elapsed_seconds_ = elapsed_seconds;
  interval_ = dependent_median_interval(samples_, median_autocorrelation_time(samples_))
                  .value_or(unknown_around(median(samples_)));

  const std::size_t n = samples_.size();
  done_ = true;
  if (n >= options_.minimum_samples && is_precise(interval_, options_.precision)) {
    reason_ = StopReason::precision_reached;
  } else if (n >= options_.maximum_samples) {
    reason_ = StopReason::sample_limit;
  } else if (elapsed_seconds >= options_.maximum_seconds) {
    reason_ = StopReason::time_limit;
  } else {
    done_ = false;
  }
}

}  // namespace steelyard::run
