#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "harness/core/statistics/between_rounds.hpp"

namespace steelyard {

/// The median of a resample of rounds and of samples within them, without drawing the samples.
///
/// Let round r, drawn c_r times, have n_r samples, of which k_r are among the first k of all
/// samples in ascending order. Then N = sum c_r n_r samples are drawn, and the number S of these
/// among the first k is a sum of binomials, with mean M = sum c_r k_r and variance V = sum c_r k_r
/// (n_r - k_r) / n_r. The h-th smallest of the drawn is the k-th of all or before it if S >= h,
/// which for the normal distribution with this mean and variance (de Moivre-Laplace, with
/// correction for continuity) and a standard normal number z is
///
///     M - h + 1/2 >= z sqrt(V)
///
/// So one z gives the order statistic: from the first k with M >= h, on to the first that fulfils
/// this where z >= 0, back to the last before which it is no longer fulfilled where z < 0.
/// The median is the mean of the statistics h = floor((N + 1) / 2) and h = floor(N / 2) + 1.
class MedianResampler {
 public:
  /// Empty rounds are left out; at least one sample, fewer than 2^31 / rounds of them.
  explicit MedianResampler(const RoundSamples& rounds);

  std::size_t rounds() const { return sizes_.size(); }
  double lowest() const { return pool_.front(); }
  double highest() const { return pool_.back(); }

  /// The median where round r was drawn counts[r] times, at least one of them.
  double median(std::span<const std::uint32_t> counts, double z);

 private:
  /// The first k samples, for the counts of the resample at hand.
  struct Place {
    std::size_t k = 0;
    std::int64_t mean = 0;  ///< M
    double variance = 0;    ///< V
  };

  void take_counts(std::span<const std::uint32_t> counts);
  std::int64_t mean_of_row(std::size_t row) const;
  void seek(std::int64_t h);
  void step_forward();
  void step_back();
  double forward(std::int64_t h, double z);
  double back(std::int64_t h, double z);

  std::vector<double> pool_;             ///< all samples, ascending
  std::vector<std::uint32_t> round_of_;  ///< of each in pool_
  std::vector<std::uint32_t> sizes_;     ///< of each round
  std::size_t stride_ = 1;
  std::vector<std::uint32_t> rows_;  ///< how many of each round are among the first row x stride_

  // Of the resample at hand.
  std::vector<std::uint32_t> counts_;
  std::vector<double> shares_;        ///< counts / sizes
  std::vector<std::uint32_t> below_;  ///< k_r at place_
  std::int64_t drawn_ = 0;            ///< N
  Place place_;
};

}  // namespace steelyard
