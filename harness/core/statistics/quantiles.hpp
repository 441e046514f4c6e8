#pragma once

#include <span>

namespace steelyard {

/// Quantile p in [0, 1] of unsorted `values` by linear interpolation between order statistics
/// (Hyndman & Fan 1996, type 7: what numpy.quantile does). Needs at least one value, all finite.
double quantile(std::span<const double> values, double p);

/// quantile(values, 0.5).
double median(std::span<const double> values);

/// Geometric mean, weighted; weights sum to anything above 0. All values must be above 0.
double geometric_mean(std::span<const double> values, std::span<const double> weights = {});

}  // namespace steelyard
