#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace steelyard {

/// Resamples the mean over several runs, for many cases measured in all of them: what hit a whole
/// run moves all of its cases by one random number, so that it does not average out in a score.
///
/// Run k has two standard normal numbers of its own in resample b, draws 0 and 1 of
/// ResampleStream(seed_k, b): g_kb and h_kb. For a case of which K runs have the values x_k with
/// mean m, in the order of the runs,
///
///     m*_b = m + T_b / sqrt(K (K - 1)) sum_k g_kb (x_k - m)
///     T_b = sqrt((K - 1) / X_b),   X_b = sum of h_kb^2 over all of these runs but the last
///
/// The sum is normal with variance s^2 / K, s^2 = sum (x_k - m)^2 / (K - 1), and X_b follows the
/// chi-squared distribution with K - 1 degrees of freedom: so (m* - m) sqrt(K) / s has Student's
/// distribution with K - 1 of them, and the percentile interval is that of the t-test, honest for
/// two runs too. (A wild bootstrap by clusters: Cameron, Gelbach & Miller 2008.)
class RunMultipliers {
 public:
  /// For that many runs; draw() fills in each.
  RunMultipliers(std::size_t runs, int resamples);

  /// Draws the numbers of one run. Different runs may be drawn on different threads.
  void draw(std::size_t run, std::uint64_t seed);

  /// The resampled means of what the runs have; at least two of them. Any thread.
  std::vector<double> means(std::span<const std::optional<double>> values) const;

 private:
  std::size_t resamples_;
  std::vector<std::vector<double>> normal_;   ///< [run][resample]: g
  std::vector<std::vector<double>> squared_;  ///< [run][resample]: h^2
};

}  // namespace steelyard
