#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "harness/core/statistics/level_shift.hpp"

/// Lasting changes of a series, such as one figure measured every night.
namespace steelyard {

struct ChangePointOptions {
  std::size_t fewest = 2;  ///< values on each side of a change
  /// A split is looked at if at most this share of random orders of the values falls apart as far.
  double p_value = 0.05;
  int permutations = 199;
  /// Normal deviate that a shift needs, see level_shift(): what keeps alarms rare.
  double deviate = 2.7;
  double without_strongest = 2.0;  ///< the same without the value that speaks most for it
  double effect = 0;               ///< least change of level, in the unit of the series
  /// Values looked at together. Longer series are looked at in windows of this size that overlap by
  /// half; cost grows with its square.
  std::size_t window = 128;
  std::uint64_t seed = 1;
};

struct ChangePoint {
  std::size_t at = 0;  ///< the new level begins with this value
  double p_value = 1;  ///< of the permutation test
  LevelShift shift;    ///< between this segment and the one before
};

/// Whether a shift is as strong as the options want it, with and without the value that speaks most
/// for it, and as large.
bool holds(const LevelShift& shift, const ChangePointOptions& options);

/// The places where the level changed for good, in order: E-divisive (energy_split.hpp) proposes
/// splits, parts of them again, and level_shift() between neighbouring segments disposes; a
/// proposal that fails is dropped, the weakest first, until all that are left hold against their
/// own neighbours. For figures give logarithms, so that a shift is a relative change. Values must
/// be finite. Deterministic for a seed.
std::vector<ChangePoint> change_points(std::span<const double> series,
                                       const ChangePointOptions& options = {});

}  // namespace steelyard
