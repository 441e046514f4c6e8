#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "harness/core/statistics/freedom.hpp"

namespace steelyard {

/// Resamples the mean over several runs, for many cases measured in all of them: what hit a whole
/// run moves all of its cases by one random number, so that it does not average out in a score.
///
/// Run k has a standard normal number of its own in resample b, draw 0 of ResampleStream(seed_k,
/// b): g_kb. For a case of which K runs have the logarithms x_k with mean m,
///
///     m*_b - m = sum_k g_kb (x_k - m) / sqrt(K (K - 1))
///
/// which is normal with variance s^2 / K, s^2 = sum (x_k - m)^2 / (K - 1), known with K - 1 degrees
/// of freedom: so the interval is that of the t-test, honest for two runs too. (A wild bootstrap by
/// clusters: Cameron, Gelbach & Miller 2008.)
class RunMultipliers {
 public:
  /// For that many runs; draw() fills in each.
  RunMultipliers(std::size_t runs, int resamples);

  /// Draws the numbers of one run. Different runs may be drawn on different threads.
  void draw(std::size_t run, std::uint64_t seed);

  /// The resampled mean of what the runs have; at least two of them. Any thread.
  LogResamples mean(std::span<const std::optional<double>> logs) const;

 private:
  std::size_t resamples_;
  std::vector<std::vector<double>> normal_;  ///< [run][resample]: g
};

}  // namespace steelyard
