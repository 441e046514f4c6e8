#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

/// Where a series falls apart into two parts that differ most, and whether chance would do as much:
/// one step of E-divisive (Matteson & James, A Nonparametric Approach for Multiple Change Point
/// Analysis of Multivariate Data, JASA 109, 2014), with exponent 1 on plain numbers.
namespace steelyard {

struct EnergySplit {
  std::size_t at = 0;    ///< the second part begins with this value
  double statistic = 0;  ///< Q below; 0 where the series is too short to be split
};

/// The split with the largest
///
///     Q = mn/(m+n) (2 mean|x - y| - mean|x - x'| - mean|y - y'|)
///
/// over x of the m values before and y of the n from it on, means over distinct pairs. Each part
/// has at least `fewest` values (2 or more). Time and memory grow with the square of the length.
EnergySplit best_energy_split(std::span<const double> series, std::size_t fewest = 2);

/// The share of random orders of the same values whose best split is at least as strong, the given
/// order among them: (1 + those) / (1 + tried). Stops early where the answer can no longer be at
/// most `limit`; what it returns then is above it. Deterministic for a seed. Orders are
/// exchangeable only if values do not depend on their neighbours; the caller must ask elsewhere
/// whether they do.
double energy_split_p_value(std::span<const double> series, const EnergySplit& split,
                            std::size_t fewest, double limit, int permutations, std::uint64_t seed);

}  // namespace steelyard
