#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "harness/core/record.hpp"
#include "harness/core/statistics/interval.hpp"

namespace steelyard::run {

struct StoppingOptions {
  double precision = 0.01;  ///< relative half-width of the 95 % interval of the median
  std::size_t minimum_samples = 10;
  std::size_t maximum_samples = 10000;
  double maximum_seconds = 5;  ///< of sampling, in this visit
};

/// Decides when one visit has sampled enough. Pure: fed with the slowest rank's time of every
/// iteration (which all ranks know after one all-reduce per batch), it gives the same answer on
/// every rank. Checks come at geometrically growing counts, so that an easy case costs few
/// messages. Samples that follow each other may depend on each other; the interval counts them as
/// the fewer that they are worth (statistics/dependence.hpp).
///
///     StoppingRule rule(options);
///     while (!rule.done()) {
///       measure rule.next_batch() iterations; agree on slowest-rank times and elapsed seconds
///       rule.add(times, elapsed);
///     }
class StoppingRule {
 public:
  explicit StoppingRule(const StoppingOptions& options);

  /// How many iterations to run before the next add(); 0 when done. Never so many that the time
  /// limit would be overrun by more than a batch, judged by the samples so far.
  std::size_t next_batch() const;
  /// `slowest` are the new samples, `elapsed_seconds` the sampling time so far, worst rank.
  void add(std::span<const double> slowest, double elapsed_seconds);

  bool done() const { return done_; }
  StopReason reason() const { return reason_; }
  /// Of the median so far; an infinite width while there are too few samples.
  Interval interval() const { return interval_; }
  std::size_t samples() const { return samples_.size(); }

 private:
  StoppingOptions options_;
  std::vector<double> samples_;
  double elapsed_seconds_ = 0;
  Interval interval_;
  bool done_ = false;
  StopReason reason_ = StopReason::aborted;
};

}  // namespace steelyard::run
